# A CLOSE_WAIT whose program ignores the end-of-file, one that did not read it, and an orphan
# whose queue does not shrink; and hostile names.
s listen inode 5 rq 0 sq 8 cookie 50
client 127.0.0.1 40000
c S | s S. | c .
s probe ESTABLISHED inode 22 cookie 2
s owner 99 a"b\x fd 7
c P. 5 | s .
c F. | s .
c probe FIN_WAIT2 inode 0 cookie 1 timer 3
+6s
s poll CLOSE_WAIT inode 22 rq 0 cookie 2
+1s
client 127.0.0.1 40002
isn c 70
c S | s S. | c .
s probe ESTABLISHED inode 23 cookie 3
s owner 99 serv fd 8
c F. | s .
+6s
s poll CLOSE_WAIT inode 23 rq 1 cookie 3
+1s
client 127.0.0.1 40004
isn c 700
c S | s S. | c .
s probe ESTABLISHED inode 24 cookie 4
s owner 99 serv fd 9
s P. 100 | c . win 0
s poll FIN_WAIT1 inode 0 sq 901 cookie 4 timer 4
+6s
s poll FIN_WAIT1 inode 0 sq 901 cookie 4 timer 4
+1s
gap 0 12
gap 5 1
