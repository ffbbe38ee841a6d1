#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# examples.sh: what halfclose(1) has under EXAMPLES does what it says.
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
cd "$dir" || exit
page=${top_srcdir:?}/doc/halfclose.1
PATH=$(cd "${top_builddir:?}" && pwd):$PATH
failed=0

# What the examples find where they are run: a capture, a scenario, a test, and one that hangs.
halfclose annotate -q "$top_srcdir/tests/golden/half-closed.pcap" -o a.pcapng || exit
cp "$top_srcdir/scenarios/close-vs-shutdown.shutdown.scenario" my.scenario
cat > ./test <<'SCRIPT'
#!/usr/bin/python3
import socket
listener = socket.create_server(('127.0.0.1', 0))
with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as server:
    client.sendall(b'question')
    server.sendall(server.recv(8).upper())
    client.recv(8)
SCRIPT
cat > ./hanging <<'SCRIPT'
#!/usr/bin/python3
import socket
listener = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(listener.getsockname())
listener.accept()[0].recv(1)
SCRIPT
chmod +x ./test ./hanging

count=0
while IFS= read -r example <&3; do
	count=$((count + 1))
	# Of one of its variants some orders lose a write.
	[ "$example" = 'halfclose explore close-vs-shutdown' ] && want=1 || want=0
	bash -o pipefail -c "$example" > out 2>&1
	status=$?
	[ $status -eq "$want" ] && continue
	failed=$((failed + 1))
	printf 'FAILED, with status %d: %s\n' $status "$example"
	cat out
done 3< <(sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{s/^\.Dl \$ //p}' "$page" | sed 's/\\-/-/g')

# What they leave.
for file in report.html test.pcapng told.pcapng; do
	[ -s $file ] || { echo "FAILED: there is no $file"; failed=$((failed + 1)); }
done
echo "$count examples, $failed failures"
exit $((count < 10 || failed > 0))
