"""Automatic migration: is it set up, who has moved, who remains, and how does it end?"""
