# The next write succeeds, and is lost; the one after it fails.
c call write(5) = 5
c P. 5
s R seq 1
frame
+300ms
c call write(5) = -1 EPIPE
c call close() = 0
c destroy rq 1 sq 0 cookie 1 acked 16 received 1
+200ms
polls 9 3
frame
