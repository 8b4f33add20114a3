"""Lets the tests in every folder import the helpers that lie here (`built`, `profiles`).

pytest puts the folder of a conftest.py on the import path; this one holds nothing else.
"""
