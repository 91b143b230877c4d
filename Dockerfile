# syntax=docker/dockerfile:1
# Pin both by digest where builds must be the same every time; docs/deploy.md says how.
ARG BUILD_IMAGE=node:20-bookworm
ARG RUN_IMAGE=node:20-bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
# No package but the database driver may run a script: it fetches or compiles its addon for this platform.
RUN npm ci --ignore-scripts --no-audit --no-fund && npm rebuild sqlite3
COPY tsconfig.json tsconfig.types.json esbuild.config.mjs ./
COPY bin ./bin
COPY policies ./policies
COPY scanner ./scanner
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${RUN_IMAGE}
LABEL org.opencontainers.image.title="Leash" \
      org.opencontainers.image.description="Policy, approval and a signed log between AI agents and their tools" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production LEASH_HOME=/data HOME=/tmp
WORKDIR /app
COPY --from=build --chown=root:root /src/package.json ./package.json
COPY --from=build --chown=root:root /src/node_modules ./node_modules
COPY --from=build --chown=root:root /src/policies ./policies
COPY --from=build --chown=root:root /src/dist ./dist
COPY --chown=root:root LICENSE ./LICENSE
# The home is refused where anybody else can reach it; a new named volume takes over this folder's owner and mode.
RUN install -d -m 0700 -o 10001 -g 10001 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/bin/leash.js"]
# Inside a container the loopback is nobody's: what may reach the port is decided by how it is published.
CMD ["start", "--listen", "0.0.0.0:8000", "--allow-remote"]
