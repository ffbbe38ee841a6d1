#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# purity.sh: the core does no input or output and asks for no time: it needs nothing from
# outside but what is named here.
set -euo pipefail

library=${top_builddir:-.}/libcore.a
symbols=$("${NM:-nm}" --format=posix "$library")

# Memory, strings, formatting into buffers, addresses as text.
pure='malloc|posix_memalign|calloc|realloc|reallocarray|free'
pure+='|mem(cpy|move|set|cmp|chr|mem)|bcmp'
pure+='|str(len|nlen|cmp|ncmp|chr|rchr|str|spn|cspn|error|errorname_np)'
pure+='|v?snprintf|inet_(ntop|pton)|qsort|bsearch|__errno_location'
# What compilers make of them: fortified variants, stack protector, sanitizers, coverage.
pure+='|__(mem|str|v?snprintf|[a-z]*printf)[a-z_]*_chk|__stack_chk_fail|__fortify_fail'
pure+='|_GLOBAL_OFFSET_TABLE_|__(asan|ubsan|lsan|sanitizer|gcov|llvm)_[A-Za-z0-9_]+'

# In nm's lines "NAME TYPE ...", a U is undefined in one object; others of the library may have it.
defined=$(awk 'NF > 1 && $2 != "U" { print $1 }' <<<"$symbols" | sort -u)
undefined=$(awk '$2 == "U" { print $1 }' <<<"$symbols" | sort -u)
outside=$(comm -13 <(printf '%s\n' "$defined") <(printf '%s\n' "$undefined"))
impure=$(grep -vxE "$pure" <<<"$outside" || true)

if [ -z "$defined" ]; then
	echo "no symbols in $library"
	exit 1
fi
if [ -n "$impure" ]; then
	echo "libcore.a must be pure, but needs:"
	for symbol in $impure; do
		echo "  $symbol in $("${NM:-nm}" -A --undefined-only "$library" |
			awk -v symbol="$symbol" '$NF == symbol { print $1 }' |
			sed 's/.*:\(.*\):.*/\1/' | sort -u | tr '\n' ' ')"
	done
	exit 1
fi
echo "pure: needs only $(tr "\n" " " <<<"$outside")"
