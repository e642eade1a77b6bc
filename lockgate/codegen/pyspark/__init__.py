"""The PySpark target: DataFrame code as a Spark engineer would write it, made as Python syntax trees.

Expressions are lowered by the tables of the Spark SQL dialect, so that both targets mean the same, and
the nodes are then written as calls of the Column API.
"""
