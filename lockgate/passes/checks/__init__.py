"""What runs and gives a wrong answer: a pass a mistake, each reporting what the facts of the program prove."""
