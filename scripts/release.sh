#!/usr/bin/env bash
# Builds what is published for one system: an archive with the program, its manual page and
# completions, and a Python wheel, in dist/.
#
#   scripts/release.sh TARGET            such as x86_64-unknown-linux-musl; needs that target (rustup) and maturin (pip)
#   scripts/release.sh TARGET PROFILE    with a profile that builds faster (dev), to try the script
#   scripts/release.sh --version TAG     fails unless this tag is that of the version in Cargo.toml and CHANGELOG.md
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)

if [ "${1:-}" = --version ]; then
	[ "${2:?which tag}" = "v$version" ] || { echo "the tag is $2, and the version in Cargo.toml is $version"; exit 1; }
	grep -q -F "## [$version]" CHANGELOG.md || { echo "CHANGELOG.md has no section for $version"; exit 1; }
	exit
fi

target=${1:?which target}
profile=${2:-release}
name=tikicheck-$version-$target
suffix=
case $target in *windows*) suffix=.exe ;; esac
# Where cargo puts what it builds with a profile; only that of dev has another name.
built=${CARGO_TARGET_DIR:-target}/$target/${profile/#dev/debug}/tikicheck$suffix

# As in reproducible.sh: messages name no path of this machine's, and the time is that of the commit. What stands in
# front of the program's bytes in an archive or a wheel is the same for every build, too.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
here=$(pwd -W 2>/dev/null || pwd)
CARGO_ENCODED_RUSTFLAGS=$(printf '%s\037%s' "--remap-path-prefix=$here=/tikicheck" \
	"--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo")
export SOURCE_DATE_EPOCH CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never

# The program; maturin then finds its dependencies built.
cargo build --locked --profile "$profile" --target "$target"
# A program with musl inside needs nothing of the system, so its wheel fits every Linux.
fits=()
case $target in *linux-musl) fits=(--compatibility manylinux2014 musllinux_1_1) ;; esac
maturin build --profile "$profile" --target "$target" ${fits[@]+"${fits[@]}"} --out dist

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/$name/completions"
cp "$built" README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$place/$name/"
for shell in bash elvish fish powershell zsh; do
	"$built" completions "$shell" >"$place/$name/completions/tikicheck.$shell"
done
"$built" man >"$place/$name/tikicheck.1"
"$built" schema >"$place/$name/tikicheck.schema.json"

mkdir -p dist
case $target in
*windows*)
	rm -f "dist/$name.zip"
	(cd "$place" && 7z a -bd "$OLDPWD/dist/$name.zip" "$name")
	;;
*) tar -C "$place" -czf "dist/$name.tar.gz" "$name" ;;
esac
ls -l dist
