# localhost: ::1 refuses, 127.0.0.1 answers; a port that nobody answers at stays a warning.
client ::1 40000
server ::1 8080
c S | s R. seq -1
client 127.0.0.1 40002
server 127.0.0.1 8080
c S | s S. | c . | c P. 10 | s . | s P. 20 | c . | c F. | s F. | c .
client 127.0.0.1 40004
server 127.0.0.1 81
c S | s R. seq -1
