# One image for each of the services, the gateway and the sandbox provider: PROJECT says which.
#   docker build --build-arg PROJECT=services/Returns -t aftersalesmesh/returns .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
# What decides on packages comes first, so that a change of code restores nothing.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY contracts/*.csproj contracts/
COPY gateway/*.csproj gateway/
COPY services/DurableMessaging/*.csproj services/DurableMessaging/
COPY services/ServiceDefaults/*.csproj services/ServiceDefaults/
COPY services/Returns/*.csproj services/Returns/
COPY services/Warehouse/*.csproj services/Warehouse/
COPY services/Inspection/*.csproj services/Inspection/
COPY services/Refund/*.csproj services/Refund/
COPY services/Notification/*.csproj services/Notification/
COPY services/Media/*.csproj services/Media/
COPY deploy/SandboxProvider/*.csproj deploy/SandboxProvider/
COPY deploy/Local/*.csproj deploy/Local/
RUN dotnet restore deploy/Local
# Local refers to all of them: one build, one cached layer, and every image publishes its part of it.
COPY contracts contracts
COPY gateway gateway
COPY services services
COPY deploy/SandboxProvider deploy/SandboxProvider
COPY deploy/Local deploy/Local
RUN dotnet build deploy/Local -c Release --no-restore --nologo

ARG PROJECT
RUN dotnet publish "${PROJECT:?say which: --build-arg PROJECT=services/Returns}" -c Release --no-build --nologo -o /app \
    && printf '#!/bin/sh\nexec dotnet /app/AfterSalesMesh.%s.dll "$@"\n' "$(basename /app/AfterSalesMesh.*.runtimeconfig.json .runtimeconfig.json | cut -d. -f2)" >/app/start \
    && chmod 755 /app/start

FROM ${RUNTIME_IMAGE}
COPY --from=build /app /app
COPY deploy/health /app/health
ENV AFTERSALES_DATA=/data HEALTH=/health/ready
# A volume made from this image takes over whose folder it is.
RUN install -d -o "$APP_UID" -g "$APP_UID" /data
WORKDIR /data
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 CMD ["bash", "/app/health"]
ENTRYPOINT ["/app/start"]
