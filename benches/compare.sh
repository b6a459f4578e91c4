#!/usr/bin/env bash
# Measures a full check beside what else reads or checks the same files: one corpus, one run, one Markdown table.
#
#   benches/compare.sh [PAGES] [SEED]        15,000 pages of seed 1 by default; about 2 GB below $TMPDIR meanwhile
#
# Hyperfine has to be there. What else is missing is named, and its row left out. Times are the least of all runs.
# TIKICHECK names another binary to measure than the one built here.

set -euo pipefail
export LC_ALL=C
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

pages=${1:-15000}
seed=${2:-1}
few=$((pages / 10))
sample=60
cd "$(dirname "$0")/.."

missing=()
have() { command -v "$1" > /dev/null; }
say() { printf '%s\n' "$*" >&2; }

have hyperfine || { say "hyperfine is not installed (Debian: apt-get install hyperfine); nothing was measured"; exit 2; }

say "building"
cargo build --quiet --release --bins --examples
built=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release
tikicheck=${TIKICHECK:-$built/tikicheck}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=$work/site

say "writing the corpus"
"$built/examples/corpus" "$site" "$pages" "$seed" >&2
"$built/examples/corpus" "$work/few" "$few" "$seed" >&2
cd "$site"
find content -type f | sort > "$work/files"
bytes=$(cat content/posts/*.md 2> /dev/null | wc -c || true)
[ "$bytes" -gt 0 ] || bytes=$(xargs cat < "$work/files" | wc -c)
# A page in sync, as a writer would name it.
one=$({ "$tikicheck" --format json 2> /dev/null || true; } | grep -o '"path": *"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/' | sort -u \
    | comm -13 - "$work/files" | sed -n 3p)

say "installing rumdl and pandoc"
rumdl='' pandoc=''
if python3 -m venv "$work/python" > /dev/null 2>&1; then
    "$work/python/bin/pip" install --quiet --disable-pip-version-check rumdl > /dev/null 2>&1 || true
    "$work/python/bin/pip" install --quiet --disable-pip-version-check pypandoc_binary > /dev/null 2>&1 || true
    [ -x "$work/python/bin/rumdl" ] && rumdl=$work/python/bin/rumdl
    pandoc=$("$work/python/bin/python" -c 'import pypandoc; print(pypandoc.get_pandoc_path())' 2> /dev/null || true)
fi
[ -n "$pandoc" ] || { have pandoc && pandoc=$(command -v pandoc); } || true
[ -n "$rumdl" ] || { have rumdl && rumdl=$(command -v rumdl); } || true
[ -n "$rumdl" ] || missing+=("rumdl (pip install rumdl)")
[ -n "$pandoc" ] || missing+=("pandoc (pip install pypandoc_binary)")
have rg || missing+=("ripgrep (apt-get install ripgrep)")

# least HYPERFINE-ARGUMENTS…: the least time of a command, in milliseconds.
least() {
    hyperfine --style none --ignore-failure --export-csv "$work/times.csv" "$@" > /dev/null 2>&1
    awk -F, 'END { printf "%.2f", $(NF - 1) * 1000 }' "$work/times.csv"
}
often() { least --warmup 2 --runs 12 "$@"; }
seldom() { least --warmup 1 --runs 3 "$@"; }
# Short commands, without a shell between.
quick() { least -N --warmup 10 --runs 150 "$@"; }

# peak COMMAND…: the most memory a command and its children held at a time, in MiB.
peak() {
    if [ -x /usr/bin/time ]; then
        { /usr/bin/time -f 'peak %M' "$@" > /dev/null || true; } 2>&1 | awk '$1 == "peak" { printf "%.1f", $2 / 1024 }'
    else
        python3 - "$@" << 'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.1f}", end="")
PYTHON
    fi
}

check="$tikicheck --format concise"

say "measuring outside of Git"
outside=$(often "$check")
one_outside=$(quick "$tikicheck $one")
none=$(quick "$tikicheck --version")
memory=$(peak "$tikicheck" --format concise)
memory_few=$(cd "$work/few" && peak "$tikicheck" --format concise)
reading=$(often "$built/examples/read < $work/files")
reading_one=$(often "$built/examples/read 1 < $work/files")
cat=$(often "xargs cat < $work/files")
rg=''
if have rg; then rg=$(often "rg -c -e '^Original Tiki' content"); fi
rumdl_time=''
if [ -n "$rumdl" ]; then rumdl_time=$(seldom "$rumdl check --no-cache --quiet content"); fi
pandoc_time=''
if [ -n "$pandoc" ]; then
    say "measuring pandoc on $sample pages"
    mkdir "$work/sources"
    # Spread over the corpus; the text behind the last heading, unescaped.
    awk -v each=$((pages / sample > 0 ? pages / sample : 1)) 'NR % each == 1 || each == 1' "$work/files" | head -n "$sample" \
        | while read -r file; do
            sed -n '/^Original Tiki:$/,$p' "$file" | sed '1,2d' | head -n -2 \
                | sed "s/\r$//; s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&#39;/'/g; s/&amp;/\&/g" \
                > "$work/sources/$(basename "$file" .md).tiki"
        done
    pandoc_time=$(seldom "$pandoc --file-scope -f tikiwiki -t gfm -o /dev/null $work/sources/*.tiki")
    pandoc_count=$(find "$work/sources" -type f | wc -l)
fi

say "measuring in a repository"
git init -q
# Nothing may run beside what is measured.
git config gc.auto 0
git config maintenance.auto false
git -c core.compression=1 add -A
git -c user.name=a -c user.email=a@example.org commit -qm corpus
git status > /dev/null
full=$(often "$check")
jobs_one=$(often "$check --jobs 1")
jobs_two=$(often "$check --jobs 2")
quiet=$(often "$tikicheck --format json --quiet")
hash=$(often "git hash-object --stdin-paths < $work/files")
status=$(often "git status")
one_inside=$(quick "$tikicheck $one")
memory_inside=$(peak "$tikicheck" --format concise)
printf '\n' >> "$one"
git add "$one"
one_staged=$(quick "$tikicheck --staged")

over() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { [ -z "$2" ] || printf '| %s | %.0f ms | %s |\n' "$1" "$2" "$(over "$2" "$full")"; }

processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)
printf '\n%s; %s, %s processors; load %s\n' "$(date -u +%F)" "${processor:-$(uname -m)}" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
printf '%s pages, %s MB; %s, %s' "$pages" "$((bytes / 1000000))" "$("$tikicheck" --version)" "$(git --version)"
if have rg; then printf ', %s' "$(rg --version | head -n 1)"; fi
[ -z "$rumdl" ] || printf ', %s' "$("$rumdl" --version)"
[ -z "$pandoc" ] || printf ', %s' "$("$pandoc" --version | head -n 1)"
printf '\n\n| the same files, warm | time | to the full check |\n| --- | ---: | ---: |\n'
row '**tikicheck**, full check in a repository' "$full"
row 'tikicheck, findings as JSON' "$quiet"
row 'tikicheck, outside of Git' "$outside"
row 'tikicheck, one thread' "$jobs_one"
row 'tikicheck, two threads' "$jobs_two"
row 'reading, one thread for each processor' "$reading"
row 'reading, one thread' "$reading_one"
row '`cat`' "$cat"
row '`rg -c`' "$rg"
row '`git status`' "$status"
row '`git hash-object --stdin-paths`' "$hash"
row '`rumdl check --no-cache`' "$rumdl_time"
if [ -n "$pandoc_time" ]; then
    each=$(over "$pandoc_time" "$pandoc_count")
    whole=$(awk -v each="$each" -v pages="$pages" 'BEGIN { print each * pages }')
    row "pandoc's Tiki reader, from $pandoc_count pages ($each ms each)" "$whole"
fi
printf '\nTwo threads are %s times as fast as one.\n' "$(over "$jobs_one" "$jobs_two")"
printf '\n| one page, whole process | time |\n| --- | ---: |\n'
printf '| named, outside of Git | %s ms |\n| named, in the repository of %s pages | %s ms |\n' "$one_outside" "$pages" "$one_inside"
printf '| staged there (`--staged`) | %s ms |\n| nothing at all (`--version`) | %s ms |\n' "$one_staged" "$none"
printf '\n| most memory at a time | |\n| --- | ---: |\n'
printf '| %s pages | %s MiB |\n| %s pages | %s MiB |\n| %s pages in a repository | %s MiB |\n' \
    "$few" "$memory_few" "$pages" "$memory" "$pages" "$memory_inside"
for tool in "${missing[@]}"; do printf '\nNot measured, for it could not be installed: %s\n' "$tool"; done
