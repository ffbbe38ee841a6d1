# An address that nobody has, asked for until the opener gives up.
client 127.0.0.1 7001 | server 192.0.2.1 5555
c S | +1s | c S | +2s | c S | +4s | c S | +20s
# A listener that answers the fourth SYN.
client 127.0.0.1 7002 | server 127.0.0.1 5555
c S | +1s | c S | +2s | c S | +4s | c S | s S. | c . | c F. | s F. | c .
# A reader that does not read; the writer's socket tells how much waits.
client 127.0.0.1 7003 | server 127.0.0.1 5555
c S | s S. | c . | s P. 100 | c . win 0
+200ms | s . seq 99 | c . win 0 | +400ms | s . seq 99 | c . win 0 | +800ms | s . seq 99 | c . win 0
+1600ms | s . seq 99 | c . win 0 | +3200ms | s . seq 99 | c . win 0
s poll ESTABLISHED inode 23 sq 24476 timer 4 cookie 23 | s owner 99 serv fd 7
# One that reads on after some seconds, as packets tell.
client 127.0.0.1 7004 | server 127.0.0.1 5555
c S | s S. | c . | s P. 100 | c . win 0
+200ms | s . seq 99 | c . win 0 | +400ms | s . seq 99 | c . win 0 | +800ms | s . seq 99 | c . win 0
+1600ms | s . seq 99 | c . win 0 | +3200ms | s . seq 99 | c . win 0 | c . win 4096 | s P. 900 | c .
s F. | c F. | s .
# Data that is never acknowledged.
client 127.0.0.1 7005 | server 127.0.0.1 5555
c S | s S. | c . | c P. 5 | s .
c probe ESTABLISHED inode 11 cookie 11 | c owner 812 peer fd 3
c P. 7 | +200ms | c P. 7 seq 5 | +400ms | c P. 7 seq 5 | +800ms | c P. 7 seq 5 | +300ms
c destroy rq 0 sq 7 cookie 11
# Keep-alive probes that are never answered.
client 127.0.0.1 7006 | server 127.0.0.1 5555
c S | s S. | c . | c P. 5 | s . | +1s | c . seq 4 | +1s | c . seq 4 | +1s | c R.
# A FIN that is never acknowledged, and then silence.
client 127.0.0.1 7007 | server 127.0.0.1 5555
c S | s S. | c . | c P. 5 | s . | c F. | +200ms | c F. seq 5 | +400ms | c F. seq 5 | +800ms | c F. seq 5
+10s
# One that gave up without a word: the other end hears of it when it sends.
client 127.0.0.1 7008 | server 127.0.0.1 5556
c S | s S. | c . | c P. 5 | s . | c P. 7 | +200ms | c P. 7 seq 5 | +400ms | c P. 7 seq 5
+800ms | c P. 7 seq 5 | +3s | s P. 3 ack 5 | c R seq 5 | +1s
