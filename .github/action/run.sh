#!/bin/sh
# What action.yml runs: `run.sh build`, then `run.sh check`. Takes everything from environment variables, so that it
# can be run, and is tested, outside of GitHub. One run gives annotations, report and patch; for a pull request a second
# one compares it with its base.
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

# As text inside <pre>: at most 300 lines and 300,000 bytes. GitHub drops a summary of more than 1 MiB, and there are three.
as_html() {
	sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' "$1" | LC_ALL=C awk '
		{ bytes += length($0) + 1 }
		NR <= 300 && bytes <= 300000 { print; next }
		{ more++ }
		END { if (more) print "… and " more " more lines" }'
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
		if [ -s "$work/compared" ]; then
			echo
			echo "### What this changes"
			echo
			cat "$work/compared"
		fi
		if [ -s "$work/not-compared" ]; then
			echo
			echo "### What this changes could not be told in full"
			echo
			echo "<pre>"
			as_html "$work/not-compared"
			echo "</pre>"
		fi
		if [ -s "$work/concise" ]; then
			echo
			echo "### Pages"
			echo
			echo "<pre>"
			as_html "$work/concise"
			echo "</pre>"
		fi
		if [ -s "$patch" ]; then
			echo
			echo "To fix them, run \`tikicheck --fix\`, or \`git apply --whitespace=nowarn tikicheck.patch\`: the patch is kept as an artifact of this run."
		fi
	} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
}

# Whether the commit that is checked out holds nothing that the base lacks. Where the base is unknown, tikicheck says so.
is_in_base() {
	git merge-base --is-ancestor HEAD "$1" 2>/dev/null
}

# Says why nothing can be compared; the findings of another commit would be no answer.
nothing_to_compare() {
	{
		echo "tikicheck: nothing was compared: the commit that is checked out is part of $1 already, so no change of this ${GITHUB_EVENT_NAME} is in it."
		if [ "${GITHUB_EVENT_NAME}" = pull_request_target ]; then
			echo "  For pull_request_target, actions/checkout takes the base branch. Use \`on: pull_request\`, which needs no token;"
			echo "  or check out the pull request: \`ref: refs/pull/\${{ github.event.number }}/merge\`, and run nothing of it."
		else
			echo "  Let actions/checkout take the commit of the event: leave its \`ref\` out."
		fi
		echo "  To check every page of what is checked out: \`with: {since: all}\`."
	} >"$work/said"
	quote_log "$work/said"
	echo "::error::tikicheck: nothing was compared: the commit that is checked out is part of the base already"
	summary 2
	return 2
}

# Those of the words of the arguments that name the settings, a line each: a comparison is made under the same.
settings() {
	while [ $# -gt 0 ]; do
		case $1 in
		--config=* | --no-config) echo "$1" ;;
		--config)
			echo "$1"
			echo "${2:-}"
			;;
		esac
		shift
	done
}

# What the commit that is checked out changes since it left the base `$1`, by cause; what is lost first. The other
# arguments are those of the check. It decides nothing: where no common commit is known, the check says so.
compare() {
	base=$(git merge-base HEAD "$1" 2>/dev/null) || return 0
	shift
	# shellcheck disable=SC2046
	"$tikicheck" compare "$base" HEAD --format github $(settings "$@") >"$work/compared" 2>"$work/not-compared" ||
		return 0
	rm -f "$work/not-compared"
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

	case ${GITHUB_EVENT_NAME:-} in
	pull_request | pull_request_target | merge_group)
		if [ "$since" != all ] && is_in_base "$since"; then
			nothing_to_compare "$since"
			return
		fi
		;;
	esac

	# Words of the workflow's author: split at spaces, no patterns.
	set -f
	# shellcheck disable=SC2086
	set -- ${TIKICHECK_ARGS:-}
	[ "$since" = all ] || set -- --since "$since" "$@"

	code=0
	"$tikicheck" "$@" --format github --output "concise=$work/concise" --output "patch=$patch" 2>"$work/said" || code=$?
	quote_log "$work/said"
	if [ "$code" -ne 1 ]; then
		rm -f "$work/concise" "$patch"
	elif [ -s "$patch" ]; then
		echo "patch=$patch" >>"${GITHUB_OUTPUT:-/dev/null}"
	fi
	[ "$since" = all ] || compare "$since" "$@"
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
