#!/bin/sh
# Takes the pictures of the HTML report in docs/images/: light, dark and on a phone, of the example site.
#
# Needs Chromium, pngquant and the fonts that the pictures are set in; on Debian:
#   apt-get install chromium pngquant fonts-noto-core fonts-noto-mono
set -eu
cd "$(dirname "$0")/.."

# An absolute path wherever cargo was told to build.
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet
binary=$(cd "$target" && pwd)/debug/tikicheck
images=$PWD/docs/images
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
mkdir -p "$images"

# A site of its own, so that the pictures show its paths and not those of this repository.
cp -R examples/site "$temp/site"
git init --quiet "$temp/site"

# report FILE [PAGE...]: the report of all pages or of these.
report() {
    file=$1
    shift
    code=0
    (cd "$temp/site" && "$binary" --quiet --format html "$@") >"$temp/$file" || code=$?
    [ "$code" -eq 1 ] || { echo "the example site should have findings; tikicheck ended with $code" >&2; exit 1; }
}

# shot NAME FILE WIDTH,HEIGHT SCHEME: SCHEME is how Chromium numbers them, 0 dark and 1 light.
shot() {
    # The sandbox cannot be had by root; the page is our own.
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$temp/profile-$1" --blink-settings="preferredColorScheme=$4" \
        --force-device-scale-factor=1.5 --window-size="$3" \
        --screenshot="$temp/$1.png" "file://$temp/$2" 2>"$temp/$1.log" || { cat "$temp/$1.log" >&2; exit 1; }
    pngquant --force --strip --speed 1 --output "$images/$1.png" 128 "$temp/$1.png"
    echo "$(wc -c <"$images/$1.png") docs/images/$1.png"
}

posts=content/posts
report all.html
report three.html $posts/omega-3-and-dry-eyes.md $posts/vitamin-b12-after-50.md $posts/vitamin-k2-and-arteries.md
shot report-light all.html 1100,1640 1
shot report-dark three.html 1100,1240 0
shot report-phone three.html 390,1400 1
