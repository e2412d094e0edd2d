# Read by ./run and ./test, in the checkout: a Python that is new enough, then .venv with the packages for $purpose.
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Python 3.11 or newer is needed; $python is: $("$python" --version 2>&1 || true)" >&2
  echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name it: PYTHON=/path $0" >&2
  exit 1
fi
# Tests start some hundred processes, ./run a dozen: each would compile all of the source again.
unset PYTHONDONTWRITEBYTECODE
"$python" -m embedded.bootstrap "$python" "$purpose"
