CPU = 2
