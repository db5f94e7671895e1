# Sourced by ../mesh: what the tests need, running them all, and their coverage.

has_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
has_rabbitmq() { command -v rabbitmq-server >/dev/null || [ -x /usr/sbin/rabbitmq-server ]; }

# RabbitMQ and PostgreSQL: given by the environment, else programs that the tests start themselves, else installed.
need_parts() {
    local missing=()
    [ -n "${AFTERSALES_TEST_RABBITMQ:-}" ] || has_rabbitmq || missing+=(rabbitmq-server)
    [ -n "${AFTERSALES_TEST_POSTGRES:-}" ] || has_postgres || missing+=(postgresql)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing ${missing[*]}"
        # The tests start private instances; the packages' own services stay off.
        local policy=/usr/sbin/policy-rc.d made=
        [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy; chmod +x $policy; made=1; }
        [ -z "$made" ] || trap "rm -f $policy" EXIT
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
        [ -z "$made" ] || rm -f $policy
    elif docker info >/dev/null 2>&1; then
        say "containers stand in for ${missing[*]}"
    else
        say "the tests need ${missing[*]} or Docker: install them, or set AFTERSALES_TEST_RABBITMQ and AFTERSALES_TEST_POSTGRES to servers"
        exit 1
    fi
}

run_project() { # in $project, its results into $results
    local name=${project##*/}
    ! AFTERSALES_NEVER_SKIP=1 dotnet test "$project" -c Release --no-build --nologo -v quiet \
        --logger "trx;LogFileName=$results/$name.trx" --logger "console;verbosity=minimal" ${1:+--filter "$1"} ||
        touch "$results/$name.ok"
}

run_tests() {
    need_dotnet
    need_parts
    build
    # The compiler stays for ten minutes otherwise, with half a gigabyte of memory that the tests need.
    dotnet build-server shutdown --vbcscompiler >/dev/null || true
    # Most of the processes run for seconds: write-protected code and profiling would take a quarter of their time.
    export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0
    local results project passed failed crashed=()
    results=$PWD/TestResults/run
    rm -rf "$results"; mkdir -p "$results"
    # Side by side, as most of the time is waiting; the one with the whole flows is to be seen at work. Faults have the machine to themselves.
    for project in tests/*.Tests; do
        [[ $project == */@(Mesh|Faults).Tests ]] || run_project "$@" >"$results/${project##*/}.log" 2>&1 &
    done
    project=tests/Mesh.Tests; run_project "$@"
    wait
    project=tests/Faults.Tests; run_project "$@"
    cat "$results"/*.log
    for project in tests/*.Tests; do
        [ -e "$results/${project##*/}.ok" ] || [ "$(count 'failed|error' "$results/${project##*/}.trx")" -gt 0 ] ||
            crashed+=("$project")
    done
    passed=$(count passed "$results"/*.trx)
    failed=$(($(count 'failed|error' "$results"/*.trx) + ${#crashed[@]}))
    echo
    sed -n 's/.*<UnitTestResult.* testName="\([^"]*\)".* outcome="Failed".*/failed: \1/p' "$results"/*.trx 2>/dev/null || true
    [ ${#crashed[@]} -eq 0 ] || echo "ended without saying how, and counts as failed: ${crashed[*]}"
    sed -n '/ outcome="NotExecuted"/,/<\/UnitTestResult>/s/.*<Message>\(.*\)<\/Message>.*/\1/p' "$results"/*.trx 2>/dev/null |
        sort | uniq -c | sed 's/^ *\([0-9]*\) /\1 skipped: /'
    [ $((passed + failed)) -gt 0 ] || echo "no test ran"
    echo "$passed passed, $failed failed"
    [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
}

count() { # which counters, trx files
    local which=$1; shift
    { grep -oh '<Counters [^>]*' "$@" 2>/dev/null | grep -oE " ($which)=\"[0-9]+" || true; } |
        awk -F'"' '{ sum += $2 } END { print sum + 0 }'
}

coverage() {
    local project
    need_dotnet
    need_parts
    rm -rf TestResults/*/coverage.cobertura.xml
    dotnet tool restore >/dev/null
    # Not the faults: what happens in the processes that they start is not seen.
    for project in tests/Mesh.Tests tests/DurableMessaging.Tests; do
        dotnet test "$project" --nologo -v quiet --results-directory TestResults ${1:+--filter "$1"} \
            --collect "XPlat Code Coverage;Exclude=[*.Tests]*,[AfterSalesMesh.Parts]*;ExcludeByFile=**/Migrations/**" ||
            say "some tests failed: what follows is what was reached all the same"
    done
    dotnet reportgenerator "-reports:TestResults/*/coverage.cobertura.xml" -targetdir:TestResults/coverage \
        "-reporttypes:TextSummary;HtmlSummary" -verbosity:Warning
    sed -n '/Line coverage/p; /^AfterSalesMesh[^ ]* /p' TestResults/coverage/Summary.txt
}
