# One image; the command chooses: serve | work | migrate. Built in stages, runs as nobody in particular.
FROM node:24-bookworm-slim AS pwa
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm install --no-save --no-audit --no-fund
COPY pwa/ ./
RUN npx vite build

FROM python:3.13-slim-bookworm AS backend
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/outrider && /opt/outrider/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml ./
COPY backend/ backend/
COPY --from=pwa /src/pwa/node_modules/@expo-google-fonts /src/fonts/@expo-google-fonts
RUN /opt/outrider/bin/pip install --no-cache-dir --no-deps -e . && /opt/outrider/bin/python -m outrider.sign.make_fonts /src/fonts && rm -rf /src/fonts

FROM python:3.13-slim-bookworm
ENV PATH=/opt/outrider/bin:$PATH HOST=0.0.0.0 PORT=8000 OUTRIDER_DATA=/data NUMBA_CACHE_DIR=/data/compiled
RUN useradd --system --uid 10001 outrider && install -d -o outrider /data
COPY --from=backend /opt/outrider /opt/outrider
COPY --from=backend /src /src
COPY --from=pwa /src/pwa/dist /src/pwa/dist
COPY migrations/ /src/migrations/
WORKDIR /src
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz')"]
ENTRYPOINT ["outrider"]
CMD ["serve"]
