# farmhand in a container: docs/deploy.md says how it is run.
FROM node:24-slim AS build
WORKDIR /opt/farmhand
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.plugin.json build.ts bundle.ts ./
COPY platforms platforms
COPY src src
COPY commands commands
COPY adapters adapters
COPY main main
# The machine's own Node: the one among the development dependencies needs its install script.
RUN PATH="$PATH:$PWD/node_modules/.bin" node build.ts

FROM node:24-slim
# Process 1 ends on a second signal only where it is not farmhand itself; and waits for those that others left.
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 700 /var/lib/farmhand
ENV NODE_ENV=production FARMHAND_HTTP=:9464
COPY --from=build /opt/farmhand/dist /opt/farmhand/dist
COPY package.json /opt/farmhand/
COPY bin /opt/farmhand/bin
USER node
# farm.yaml and known_hosts are mounted here; what is kept is in /var/lib/farmhand.
WORKDIR /etc/farmhand
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.FARMHAND_HTTP.split(':').at(-1)}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "/opt/farmhand/bin/farmhand"]
CMD ["start"]
