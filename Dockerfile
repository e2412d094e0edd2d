# One image for migrate, web, worker and beat.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/runtime.lock /runtime.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /runtime.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/step2/static \
    STEP2_STATE_DIR=/tmp
WORKDIR /srv/step2/app
COPY --from=packages /opt/venv /opt/venv
COPY . .
# Nothing is kept of these values: static files need settings that can be imported, and no server.
RUN PRACTICE_SERVICE=1 SECRET_KEY=only-while-building DATABASE_URL=postgresql://nobody@/none \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q /srv/step2/app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "pwpservice.wsgi", "-b", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
