# The portal for production: one image for web, worker, scheduler and migrations. It holds no secret and no data.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy
WORKDIR /portal
COPY requirements/uv.txt requirements/run.txt requirements/
RUN python -m venv /tools && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && python -m venv /venv \
    && /tools/bin/uv pip install --no-cache --compile-bytecode --python /venv/bin/python --require-hashes -r requirements/run.txt
COPY . .
# Only what production needs: no starter, no demonstration.
RUN PATH=/venv/bin:$PATH docker/collect-static \
    && rm -rf vpt_portal/local vpt_portal/settings/demo.py vpt_portal/settings/dev.py vpt_portal/settings/test.py

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data
COPY --from=build /venv /venv
COPY --from=build /portal /portal
WORKDIR /portal
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=vpt_portal.settings.production \
    DATA_DIR=/data
USER portal
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["docker/entrypoint"]
CMD ["gunicorn", "--config", "docker/gunicorn.py", "vpt_portal.wsgi:application"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "docker/healthcheck.py", "web"]
