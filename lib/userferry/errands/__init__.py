"""What has to be asked of the tenant one call at a time? A list on disk, carried out at its pace, whatever happens."""

from userferry.errands.carrying import run_errands
from userferry.errands.errand import Errand
from userferry.errands.errands import Errands
from userferry.errands.progress import ErrandsProgress

__all__ = ["Errand", "Errands", "ErrandsProgress", "run_errands"]
