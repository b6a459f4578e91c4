#!/bin/sh
# Measures the merge driver: one page of about 30 KB that both branches edited, in a repository with many pages.
#
#   benches/merge.sh [PAGES]         15000 pages by default; needs hyperfine and a release build
#
# One run of hyperfine compares, as whole processes:
#   tikicheck merge-driver    two edits that go together; a conflict; a hand edit that is carried first
#   git merge-file            what git itself needs for the same files
#   tikicheck source          what `git diff` calls for a page
# The results also go to target/merge.json and target/merge.md.
set -eu

pages=${1:-15000}
here=$(cd "$(dirname "$0")/.." && pwd)
tikicheck=${TIKICHECK:-$here/target/release/tikicheck}
[ -x "$tikicheck" ] || {
	echo "no release build at $tikicheck; run: cargo build --release" >&2
	exit 2
}
mkdir -p "$here/target"
site=$(mktemp -d "${TMPDIR:-/tmp}/tikicheck-merge.XXXXXX")
trap 'rm -rf "$site"' EXIT INT TERM

# Nothing of this machine's settings changes what is measured.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export HOME="$site/home" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
mkdir "$HOME" "$site/repo"
cd "$site/repo"
git init -q
mkdir -p content/posts
printf 'pages: ["content/**/*.md"]\n' >tikicheck.yaml
awk -v pages="$pages" 'BEGIN {
	for (page = 0; page < pages; page++) {
		file = sprintf("content/posts/page-%05d.md", page)
		printf "%d\n", page >file
		close(file)
	}
}'
git add .
git commit -q -m site

# A page holds its text five times and more: 36 lines with headings, lists, bold words and links make 30 KB.
awk 'BEGIN {
	for (line = 0; line < 36; line++) {
		if (line % 12 == 0) printf "!!Part %d\n", line
		else if (line % 5 == 0) printf "* study %d of __bone__ and dose\n", line * 7919 % 10007
		else printf "Study %d of ((page-%05d)): __bone__, dose and serum. It took %d days.\n", line * 7919 % 10007, line, line
	}
}' >base.tiki
sed 's/It took 7 days/It took seven days/' base.tiki >ours.tiki
sed 's/It took 31 days/It took a month/' base.tiki >theirs.tiki
sed 's/It took 7 days/It took a week/' base.tiki >other.tiki
for side in base ours theirs other; do
	"$tikicheck" render --emit page "$side.tiki" >"$side.page"
done
sed '0,/It took 7 days/s//It took seven days/' base.page >edited.page
ls -l base.page

merge() {
	echo "$tikicheck merge-driver base.page a theirs.page --path=content/posts/page-00042.md --ours=a --theirs=b --base=o"
}
hyperfine --shell=none --ignore-failure --warmup 5 --min-runs 60 \
	--export-json "$here/target/merge.json" --export-markdown "$here/target/merge.md" \
	--prepare 'cp ours.page a' --command-name 'merge-driver, clean' "$(merge)" \
	--prepare 'cp other.page a' --command-name 'merge-driver, conflict' "$(merge | sed 's/theirs.page/ours.page/')" \
	--prepare 'cp edited.page a' --command-name 'merge-driver, a hand edit' "$(merge)" \
	--prepare 'true' --command-name 'git merge-file' 'git merge-file -p ours.page base.page theirs.page' \
	--prepare 'true' --command-name 'source --for-diff' "$tikicheck source --for-diff=1 -- base.page"
