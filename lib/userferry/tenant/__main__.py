"""`python -m userferry.tenant`."""

from .serve import main

main()
