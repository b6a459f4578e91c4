#!/bin/sh
# What action.yml runs: `run.sh build`, then `run.sh check`. Takes everything from environment variables, so that it
# can be run, and is tested, outside of GitHub. Findings are checked once; a report and a patch follow when there
# are any.
set -eu

installed=${RUNNER_TEMP:?}/tikicheck

build() {
	cargo install --locked --path "${GITHUB_ACTION_PATH:?}" --root "$installed"
}

# Everything a tool says may hold text from a pull request: no line of it is a command to the runner.
quote_log() {
	token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	echo "::stop-commands::$token"
	cat "$1"
	# On a line of its own, whatever the text ended with.
	printf '\n::%s::\n' "$token"
}

# As text inside <pre>: at most 300 lines, since a summary holds only so much.
as_html() {
	sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' "$1" | head -n 300
	lines=$(wc -l <"$1")
	[ "$lines" -le 300 ] || echo "… and $((lines - 300)) more lines"
}

summary() {
	{
		case $1 in
		0) echo "### tikicheck: in sync" ;;
		1) echo "### tikicheck: pages and wiki text disagree" ;;
		*) echo "### tikicheck: could not check" ;;
		esac
		echo
		echo "<pre>"
		as_html "$work/said"
		echo "</pre>"
		if [ -s "$work/concise" ]; then
			echo
			echo "<pre>"
			as_html "$work/concise"
			echo "</pre>"
		fi
		if [ -s "$patch" ]; then
			echo
			echo "To mend them, run \`tikicheck --fix\`, or \`git apply\` the patch kept as an artifact of this run."
		fi
	} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
}

check() {
	tikicheck=${TIKICHECK_BINARY:-$installed/bin/tikicheck}
	work=$(mktemp -d "${RUNNER_TEMP}/tikicheck-report.XXXXXX")
	patch=$work/tikicheck.patch

	since=${TIKICHECK_SINCE:-}
	if [ -z "$since" ]; then
		case ${GITHUB_EVENT_NAME:-} in
		pull_request | pull_request_target) since=origin/${GITHUB_BASE_REF:?} ;;
		merge_group) since=${MERGE_GROUP_BASE:?} ;;
		*) since=all ;;
		esac
	fi

	# Words of the workflow's author: split at spaces, no patterns.
	set -f
	# shellcheck disable=SC2086
	set -- ${TIKICHECK_ARGS:-}
	[ "$since" = all ] || set -- --since "$since" "$@"

	code=0
	"$tikicheck" "$@" --format github 2>"$work/said" || code=$?
	quote_log "$work/said"
	if [ "$code" -eq 1 ]; then
		"$tikicheck" "$@" --format concise >"$work/concise" 2>/dev/null || true
		"$tikicheck" "$@" --format patch >"$patch" 2>/dev/null || true
		if [ -s "$patch" ]; then
			echo "patch=$patch" >>"${GITHUB_OUTPUT:-/dev/null}"
		fi
	fi
	summary "$code"
	return "$code"
}

case ${1:-} in
build) build ;;
check) check ;;
*)
	echo "usage: run.sh build|check" >&2
	exit 2
	;;
esac
