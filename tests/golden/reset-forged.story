# A middlebox has forgotten an idle connection, and resets the client in the server's name. The
# server writes on. Then a RST that neither end takes: both go on.
c S | s S. | c .
c P. 40 | s . | s P. 200 | c .
+700ms
s R.
+900ms
s P. 80
c R seq 40
client 127.0.0.1 6884 | server 127.0.0.1 5555 | isn c 70000 | isn s 90000
c S | s S. | c .
c P. 40 | s .
s R seq 100
c .
+30ms
s P. 200 seq 0 | c .
c F. | s F. | c .
