#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# purity.sh: the core does no input or output and asks for no time: it needs nothing from
# outside but what is named here. Nor does the terminal interface, which prints to memory.
set -euo pipefail

# Memory, strings, formatting into buffers, addresses as text.
pure='malloc|posix_memalign|calloc|realloc|reallocarray|free'
pure+='|mem(cpy|move|set|cmp|chr|mem)|bcmp'
pure+='|str(len|nlen|cmp|ncmp|chr|rchr|str|spn|cspn|error|errorname_np)'
pure+='|v?snprintf|inet_(ntop|pton)|qsort|bsearch|__errno_location'
# What compilers make of them: fortified variants, stack protector, sanitizers, coverage.
pure+='|__(mem|str|v?snprintf|[a-z]*printf)[a-z_]*_chk|__stack_chk_fail|__fortify_fail'
pure+='|_GLOBAL_OFFSET_TABLE_|__(asan|ubsan|lsan|sanitizer|gcov|llvm)_[A-Za-z0-9_]+'
# To a stream that is given: it does not open one.
prints='fprintf|fputs|fputc|putc|fwrite|strtoull|__isoc23_strtoull'

failed=0

# LIBRARY PATTERN [LIBRARY...]: needs nothing but what the pattern or the other libraries have.
check()
{
	local library=$1 allowed=$2 symbols defined undefined outside impure symbol
	shift 2
	symbols=$("${NM:-nm}" --format=posix "$library" "$@")
	# In nm's lines "NAME TYPE ...", a U is undefined in one object; others may have it.
	defined=$(awk 'NF > 1 && $2 != "U" { print $1 }' <<<"$symbols" | sort -u)
	undefined=$("${NM:-nm}" --format=posix "$library" | awk '$2 == "U" { print $1 }' | sort -u)
	outside=$(comm -13 <(printf '%s\n' "$defined") <(printf '%s\n' "$undefined"))
	impure=$(grep -vxE "$allowed" <<<"$outside" || true)

	if [ -z "$defined" ]; then
		echo "no symbols in $library"
		failed=1
	fi
	if [ -n "$impure" ]; then
		echo "${library##*/} must be pure, but needs:"
		for symbol in $impure; do
			echo "  $symbol in $("${NM:-nm}" -A --undefined-only "$library" |
				awk -v symbol="$symbol" '$NF == symbol { print $1 }' |
				sed 's/.*:\(.*\):.*/\1/' | sort -u | tr '\n' ' ')"
		done
		failed=1
	else
		echo "pure: ${library##*/} needs only $(tr "\n" " " <<<"$outside")"
	fi
}

dir=${top_builddir:-.}
check "$dir/libcore.a" "$pure"
check "$dir/libtui.a" "$pure|$prints" "$dir/libshow.a" "$dir/libcore.a"
exit "$failed"
