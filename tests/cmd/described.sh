#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# described.sh: protoc reads the blocks of recordings by doc/recording.proto, and knows each field.
command -v protoc > /dev/null || { echo "SKIPPED: there is no protoc (protobuf-compiler)"; exit 77; }
python3 -B "${top_srcdir:?}/tests/cmd/described.py" "${top_builddir:?}" "$top_srcdir"
