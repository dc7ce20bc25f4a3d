#!/usr/bin/env bash
# The step of action.yml. Takes its inputs from INPUT_* variables and runs `unhardcode check` with them.
set -euo pipefail

words=(check --format "${INPUT_FORMAT:-github}")

base="${INPUT_BASE:-}"
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  base="origin/$GITHUB_BASE_REF"
  # A checkout of a pull request has the merge commit alone: the target branch has to be fetched.
  if ! git rev-parse --verify --quiet "refs/remotes/$base" >/dev/null; then
    git fetch --quiet --no-tags origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/$base" || true
  fi
fi
[ -z "$base" ] || words+=("--base=$base")
[ -z "${INPUT_BASELINE:-}" ] || words+=("--baseline=$INPUT_BASELINE")
[ -z "${INPUT_CONFIG:-}" ] || words+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_OUTPUT:-}" ] || words+=("--output=$INPUT_OUTPUT")
[ "${INPUT_POST:-false}" != true ] || words+=(--post)

words+=(--)
while IFS= read -r path; do
  [ -z "$path" ] || words+=("$path")
done <<<"${INPUT_PATHS:-.}"

if command -v unhardcode >/dev/null; then
  exec unhardcode "${words[@]}"
fi
exec npx --yes "unhardcode@${INPUT_VERSION:-latest}" "${words[@]}"
