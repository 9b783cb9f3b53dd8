FROM python:3.11-slim AS build
COPY requirements.txt /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=off PORTAL_DATA_DIR=/data PORTAL_STATIC_DIR=/static
RUN useradd --create-home portal && install -d -o portal /data /static
COPY --from=build /venv /venv
COPY . /portal
WORKDIR /portal
USER portal
# Collected at build time with a key that nothing keeps; the real one comes when the image runs.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
    python manage.py collectstatic --no-input --verbosity 0
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "cs_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
