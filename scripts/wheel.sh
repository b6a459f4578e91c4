#!/usr/bin/env bash
# Builds the Python wheel, installs it where there is no Rust, and lets its hook block a commit: once as `tikicheck
# install` sets it up, once as pre-commit does. Needs git, cargo, Python 3 and, for maturin and pre-commit, the network.
#
#   scripts/wheel.sh            a debug build, which is quick: shows that the wheel works
#   scripts/wheel.sh release    the wheel as it is published, which takes minutes
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${1:-dev}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
export NO_COLOR=1

step() {
	printf '\n== %s\n' "$*"
}

# Fails unless the command ends with 1, which is how git ends when a hook refuses.
refused() {
	local code=0
	"$@" || code=$?
	[ "$code" -eq 1 ] || { echo "ended with $code, not 1: $*"; exit 1; }
}

step "build ($profile)"
python3 -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet --disable-pip-version-check maturin pre-commit
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target} "$work/tools/bin/maturin" build --profile "$profile" --out "$work/wheels"

step "install, without Rust"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$work/wheels" tikicheck
# Neither cargo nor a tikicheck that it installed; pre-commit keeps what it sets up here.
export PATH=$work/venv/bin:/usr/local/bin:/usr/bin:/bin CARGO_HOME=$work/none PRE_COMMIT_HOME=$work/pre-commit
if command -v cargo; then
	echo "there is a cargo beside the system's programs, so this shows less than it should"
fi
command -v tikicheck | sed "s|$work/||"
tikicheck --version

step "a site"
cp -R examples/site "$work/site"
cd "$work/site"
git init --quiet
git config user.name Tester
git config user.email tester@example.org
git add .
git commit --quiet --message 'The site as it was'
page=content/posts/vitamin-d-basics.md
tikicheck "$page"

step "tikicheck install"
tikicheck install | sed "s|$work/||"
# The last line in front of the end of the block: an edit of the source, and of nothing else.
edit() {
	sed -i.old "$(($(wc -l <"$page") - 2))s/\$/ $1/" "$page"
	rm "$page.old"
	git add "$page"
}
edit 'Edited.'
refused git commit --message 'Edit the source alone'
tikicheck --fix "$page"
git add "$page"
git commit --message 'Edit the page'
tikicheck uninstall | sed "s|$work/||"

step "pre-commit"
cat >.pre-commit-config.yaml <<'EOF'
repos:
  - repo: local
    hooks:
      - id: tikicheck
        name: tikicheck
        entry: tikicheck --hook
        language: python
        additional_dependencies: [tikicheck]
        require_serial: true
        always_run: true
        stages: [pre-commit, pre-merge-commit]
EOF
git add .pre-commit-config.yaml
# The tikicheck that runs is pre-commit's own.
"$work/venv/bin/pip" uninstall --quiet --yes tikicheck
export PIP_FIND_LINKS=$work/wheels PIP_DISABLE_PIP_VERSION_CHECK=1
"$work/tools/bin/pre-commit" install -t pre-commit -t pre-merge-commit
edit 'Again.'
refused git commit --message 'Edit the source alone, again'
git restore --staged --worktree "$page"
git commit --message 'Check pages in each commit'

step "the wheel"
cd "$work/wheels"
for wheel in *.whl; do
	echo "$(wc -c <"$wheel") bytes: $wheel"
done
