#!/usr/bin/env bash
# lint.sh [--fix]: is the JavaScript of the report's page and of its tests formatted and free of what eslint finds? With
# --fix it is formatted, and mended where eslint can. The packages are fetched once into build/lint, apart from the page's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
lint=tests/report/lint
made=build/lint
if [ ! "$made/packages.stamp" -nt "$lint/package-lock.json" ]; then
    cmake -D WEB="$PWD/$lint" -D MADE="$PWD/$made" -D NPM="$(command -v npm)" -D "WHY=the report's page is linted with" -P cmake/npm_packages.cmake
fi
if [ "${1:-}" = --fix ]; then format=--write; fix=--fix; else format=--check; fix=--no-fix; fi
code=(analysis/report/web tests/report)
node "$made/node_modules/prettier/bin/prettier.cjs" --config "$lint/prettier.config.mjs" "$format" --log-level warn \
    "${code[@]/%//**/*.\{js,mjs\}}"
node "$made/node_modules/eslint/bin/eslint.js" --config "$lint/eslint.config.mjs" "$fix" --max-warnings 0 "${code[@]}"
