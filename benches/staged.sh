#!/bin/sh
# Measures the commit hook: a repository with many pages, one of them staged.
#
#   benches/staged.sh [PAGES]        15000 pages of about 30 KB by default; needs hyperfine and a release build
#
# One run of hyperfine compares, with the same page staged:
#   tikicheck --staged        what the hook adds to a commit
#   git diff --cached         what git itself needs to find the staged page
#   git commit                without the hook, and with it
# The results also go to target/staged.json and target/staged.md.
set -eu

pages=${1:-15000}
here=$(cd "$(dirname "$0")/.." && pwd)
tikicheck=${TIKICHECK:-$here/target/release/tikicheck}
[ -x "$tikicheck" ] || {
	echo "no release build at $tikicheck; run: cargo build --release" >&2
	exit 2
}
mkdir -p "$here/target"
site=$(mktemp -d "${TMPDIR:-/tmp}/tikicheck-staged.XXXXXX")
trap 'rm -rf "$site"' EXIT INT TERM

# Nothing of this machine's settings, and no hook around this one, changes what is measured.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export HOME="$site/home" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
mkdir "$HOME" "$site/repo"
cd "$site/repo"
git init -q
git config gc.auto 0
git config maintenance.auto false
mkdir -p content/posts
printf 'pages: ["content/**/*.md"]\n' >tikicheck.yaml

# A page holds its text five times: body, copy, twice in the tree, source. 120 lines of 50 characters make 30 KB.
awk -v pages="$pages" 'BEGIN {
	for (page = 0; page < pages; page++) {
		source = body = escaped = ""
		for (line = 0; line < 120; line++) {
			text = sprintf("Study %06d of page %06d: bone, dose and serum.", line * 7919 % 1000003, page)
			source = source (line ? "\n" : "") text
			body = body (line ? "\n\n" : "") text
			escaped = escaped (line ? "\\n" : "") text
		}
		file = sprintf("content/posts/page-%05d.md", page)
		printf "---\ntitle: \"Page %05d\"\n---\n\n\n%s\n\n", page, body >file
		printf "<pre style=\"background-color: #e0e0e0;\">\n<code class=\"language-text\">\n" >file
		printf "Markdown:\n--------\n%s\n\nAST Structure:\n-------------\n", body >file
		printf "├── TextNode\n│   full_match: `%s`\n│   inner_content: `%s`\n\n", escaped, escaped >file
		printf "Original Tiki:\n-------------\n%s\n</code>\n</pre>\n", source >file
		close(file)
	}
}'
git add .
git commit -q -m site
"$tikicheck" --jobs 2

page=content/posts/page-00042.md
sed -i.bak 's/Study 000000 of page 000042/Study 000000 of this page/g' "$page"
rm "$page.bak"
git add "$page"
base=$(git rev-parse HEAD)
git config tikicheck.path "$tikicheck"
mkdir -p "$site/hooks"
cp "$here/hooks/pre-commit" "$site/hooks/pre-commit"

# A commit is taken back by its reference alone: index and work tree stay.
hyperfine --shell=none --warmup 5 --min-runs 40 \
	--export-json "$here/target/staged.json" --export-markdown "$here/target/staged.md" \
	--prepare "git update-ref HEAD $base" \
	--command-name 'tikicheck --staged' "$tikicheck --staged --quiet" \
	--command-name 'git diff --cached --name-only' 'git diff --cached --name-only' \
	--command-name 'git commit, no hook' 'git commit -q -m x' \
	--command-name 'git commit, hook' "git -c core.hooksPath=$site/hooks commit -q -m x"
