"""`python -m i2v_widgets` is the console script `i2v`."""

import sys

from i2v_widgets.cli import main

sys.exit(main())
