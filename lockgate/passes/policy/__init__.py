"""Passes that hold a program to the project's policies, one a kind of rule."""
