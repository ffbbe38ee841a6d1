# The FINs cross on their way: neither end is first.
c S | s S. | c .
c P. 5 | s . | s P. 9 | c .
c F. | s F. ack 5
c . | s .
