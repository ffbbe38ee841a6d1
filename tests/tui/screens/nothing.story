# Before anything happens.
frame
