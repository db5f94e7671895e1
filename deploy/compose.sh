# Sourced by ../mesh: `up` and `down`, by Docker Compose.

compose() {
    if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

need_compose() {
    docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null ||
        { say "Docker Compose is needed: v2, or docker-compose 1.29"; exit 1; }
}

# .env is where Compose looks for settings by itself; git ignores it. Secrets in it are made once, and belong to the volumes.
setting() { # key, value
    touch .env
    grep -v "^$1=" .env >.env.new || true
    echo "$1=$2" >>.env.new
    mv .env.new .env
}
value() { sed -n "s/^$1=//p" .env; }
secret() { grep -qs "^$1=." .env || setting "$1" "Pw1$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }

up() {
    need_compose
    umask 077
    local profiles=() database=postgres what name
    for what in "$@"; do
        case $what in
            postgres | sqlserver) database=$what ;;
            telemetry | mail | infrastructure) profiles+=("$what") ;;
            *) say "there is no '$what' to bring up: postgres, sqlserver, telemetry, mail or infrastructure"; exit 2 ;;
        esac
    done
    [[ " ${profiles[*]} " == *" infrastructure "* ]] || profiles+=("$database")
    setting COMPOSE_PROFILES "$(IFS=,; echo "${profiles[*]}")"
    case $database in
        postgres) setting STORAGE_PROVIDER Postgres; setting DATABASE_OPTIONS "" ;;
        sqlserver) setting STORAGE_PROVIDER SqlServer; setting DATABASE_OPTIONS TrustServerCertificate=true ;;
    esac
    if [[ " ${profiles[*]} " == *" telemetry "* ]]; then
        setting OTEL_EXPORTER_OTLP_ENDPOINT http://telemetry:4318
    else
        setting OTEL_EXPORTER_OTLP_ENDPOINT ""
    fi
    if [[ " ${profiles[*]} " == *" mail "* ]]; then
        setting SMTP_HOST mail; setting SMTP_PORT 1025; setting SMTP_TLS None
    elif grep -qs '^SMTP_HOST=mail$' .env; then
        setting SMTP_HOST ""
    fi
    for name in RABBITMQ POSTGRES SQLSERVER RETURNS WAREHOUSE INSPECTION REFUND NOTIFICATION MEDIA GATEWAY; do
        secret ${name}_PASSWORD
    done
    if [[ " ${profiles[*]} " == *" infrastructure "* ]]; then
        compose up -d
        apart_settings
        say "RabbitMQ on 127.0.0.1:5672 (user mesh; its UI on 15672), PostgreSQL on 127.0.0.1:5432; the passwords are in .env,"
        say "and the settings of services that run from an editor or with dotnet run in .env.apart"
        return
    fi
    compose build
    grep -qs '^Identity__PrivateKey=.' .env || compose run --rm --no-deps -T gateway keys pair | grep '^Identity__' >>.env
    compose up -d
    local port
    port=$(compose port gateway 8080)
    say "waiting for the gateway on $port"
    for _ in $(seq 60); do deploy/health "${port%:*}" "${port##*:}" /health/ready 2>/dev/null && break; sleep 1; done
    deploy/health "${port%:*}" "${port##*:}" /health/ready || { compose ps; say "the gateway is not ready: see its log"; exit 1; }
    demo_keys
    echo
    echo "AfterSalesMesh listens on http://$port, with these API keys (kept in .keys):"
    sed 's/^/  /' .keys
}

# What services outside containers need to reach the infrastructure, as an environment file.
apart_settings() {
    local service
    need_dotnet
    grep -qs '^Identity__PrivateKey=.' .env || dotnet run --project gateway -- keys pair | grep '^Identity__' >>.env
    {
        echo "Messaging__RabbitMq='amqp://mesh:$(value RABBITMQ_PASSWORD)@127.0.0.1:5672/'"
        echo "Storage__Provider='Postgres'"
        for service in returns warehouse inspection refund notification media gateway; do
            echo "ConnectionStrings__$service='Server=127.0.0.1;Database=$service;User ID=$service;Password=$(value ${service^^}_PASSWORD)'"
        done
        sed -n "s/^\(Identity__[A-Za-z]*\)=\(.*\)/\1='\2'/p" .env
    } >.env.apart
}

# A person for each role with a key, made by the gateway as any operator would; it keeps hashes only, so the keys are written down here.
demo_keys() {
    local role keys people person
    keys=$(gateway_command keys list)
    people=$(gateway_command people list)
    touch .keys
    for role in storefront agent warehouse inspector finance admin; do
        ! grep -q "^$role=" .keys || ! grep -q "	Demo $role	.*	-$" <<<"$keys" || continue
        sed -i "/^$role=/d" .keys
        person=$(awk -F'\t' -v name="Demo $role" '$2 == name { print $1 }' <<<"$people")
        [ -n "$person" ] || person=$(gateway_command people add --name "Demo $role" --storefront demo --role "$role")
        echo "$role=$(gateway_command keys add --person "$person" 2>/dev/null)" >>.keys
    done
}
gateway_command() { compose exec -T gateway /app/start "$@" | tr -d '\r'; }

down() {
    need_compose
    # All of them: what an earlier `up` brought is not left running.
    COMPOSE_PROFILES=postgres,sqlserver,telemetry,mail,infrastructure compose down --remove-orphans "$@"
    [[ " $* " != *" --volumes "* ]] || rm -f .env .env.apart .keys
}
