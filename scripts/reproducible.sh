#!/usr/bin/env bash
# Builds the program twice, in two directories with names of different length, and compares the bytes.
#
#   scripts/reproducible.sh            release builds, each from nothing: what is published
#   scripts/reproducible.sh --quick    debug builds without debug information that share their dependencies: a few
#                                      minutes less; shows that nothing of the program itself depends on its place
#
# The same two settings make a release anywhere: paths are mapped, so that messages of panics name none of this
# machine's, and the time is that of the commit.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=no
[ "${1:-}" = --quick ] && quick=yes

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never

build() {
	local place=$work/$1 target=$work/$1/target
	mkdir -p "$place"
	git archive HEAD | tar -x -C "$place"
	local flags="--remap-path-prefix=$place=/tikicheck --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
	if [ $quick = yes ]; then
		# Flags are part of what cargo takes a dependency for: only the last crate gets them.
		target=$work/target
		flags="--remap-path-prefix=$target=/tikicheck/target $flags"
		(cd "$place" && CARGO_PROFILE_DEV_DEBUG=0 cargo rustc --quiet --locked --lib --target-dir "$target" -- $flags)
		(cd "$place" && CARGO_PROFILE_DEV_DEBUG=0 cargo rustc --quiet --locked --bin tikicheck --target-dir "$target" -- $flags -Cstrip=symbols)
		cp "$target/debug/tikicheck" "$work/$1.bin"
	else
		(cd "$place" && RUSTFLAGS=$flags cargo build --quiet --locked --release --target-dir "$target")
		cp "$target/release/tikicheck" "$work/$1.bin"
		rm -rf "$target"
	fi
}

build a
build another-directory
sha256sum "$work/a.bin" "$work/another-directory.bin" | sed "s|$work/||"
if ! cmp "$work/a.bin" "$work/another-directory.bin"; then
	echo "the two builds differ"
	exit 1
fi
# Dependencies that are shared were built without the map.
if [ $quick = no ] && grep -q -a -F "$work" "$work/a.bin"; then
	echo "the build names the directory it was made in"
	exit 1
fi
echo "two builds, $(stat -c %s "$work/a.bin") bytes, the same"
