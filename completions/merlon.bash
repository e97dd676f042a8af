# Completion of merlon's command line for bash.
_merlon() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "model paths diff decide import hunt logs case rules explain test-rules new-rule cel version --help --version" -- "$current"))
        return
    fi
    case $previous in
    -f | --format)
        case $command in
        model) COMPREPLY=($(compgen -W "text markdown json sarif csv html svg dot mermaid otm threat-dragon threat-composer" -- "$current")) ;;
        paths | rules | case) COMPREPLY=($(compgen -W "text json" -- "$current")) ;;
        diff) COMPREPLY=($(compgen -W "text markdown json" -- "$current")) ;;
        logs) COMPREPLY=($(compgen -W "text csv jsonl" -- "$current")) ;;
        hunt) COMPREPLY=($(compgen -W "text csv jsonl html" -- "$current")) ;;
        esac
        return
        ;;
    --by)
        [ "$command" = logs ] || return
        COMPREPLY=($(compgen -W "principal address agent event error bucket object key region" -- "$current"))
        return
        ;;
    --fail-on)
        [ "$command" = hunt ] && { COMPREPLY=($(compgen -W "critical high medium low informational" -- "$current")); return; }
        COMPREPLY=($(compgen -W "critical high medium low info" -- "$current"))
        return
        ;;
    --to)
        [ "$command" = rules ] && COMPREPLY=($(compgen -W "clickhouse athena duckdb" -- "$current"))
        return
        ;;
    --state)
        [ "$command" = case ] && { COMPREPLY=($(compgen -W "done not-applicable open" -- "$current")); return; }
        COMPREPLY=($(compgen -W "mitigated not-applicable needs-investigation not-started" -- "$current"))
        return
        ;;
    --rules | --pipeline | --model | --threat-model | --files-from)
        [ "$command" = hunt ] && { COMPREPLY=($(compgen -f -- "$current")); return; }
        COMPREPLY=($(compgen -d -- "$current"))
        return
        ;;
    -C | --case | --facts | --threat-rules)
        COMPREPLY=($(compgen -d -- "$current"))
        return
        ;;
    esac
    [ "$previous" = --decisions ] && { COMPREPLY=($(compgen -f -- "$current")); return; }
    if [ "$command" = logs ] && [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W "summary top who search --help" -- "$current"))
        return
    fi
    if [ "$command" = case ]; then
        _merlon_case "$current" "$previous"
        return
    fi
    case $command:$current in
    model:-*)
        COMPREPLY=($(compgen -W "--output --format --fail-on --baseline --decisions --framework --parameter
            --var --var-file --open-world --all --rules --facts --no-builtin-rules --date --timings --help" -- "$current"))
        ;;
    hunt:-*)
        COMPREPLY=($(compgen -W "--rules --no-builtin --pipeline --from --to --account --region --files-from --threads --format
            --output --model --threat-model --decisions --date --parameter --var --var-file --open-world --threat-rules --facts
            --fail-on --help" -- "$current"))
        ;;
    paths:-*)
        COMPREPLY=($(compgen -W "--from --to --format --parameter --var --var-file --open-world --facts --help" -- "$current"))
        ;;
    diff:-*)
        COMPREPLY=($(compgen -W "--format --fail-on --decisions --date --parameter --var --var-file --open-world
            --rules --facts --no-builtin-rules --help" -- "$current"))
        ;;
    decide:-*)
        COMPREPLY=($(compgen -W "--on --state --why --by --until --ticket --remove --decisions --rules --help" -- "$current"))
        ;;
    decide:*)
        COMPREPLY=($(compgen -W "$(merlon rules 2>/dev/null | cut -d' ' -f1)" -- "$current"))
        ;;
    import:-*) COMPREPLY=($(compgen -W "--decisions --by --help" -- "$current")) ;;
    logs:-*)
        COMPREPLY=($(compgen -W "--principal --address --event --bucket --object --repository --key --error --text --where
            --from --to --account --region --follow --by --geoip --limit --format --output --files-from --threads --help" -- "$current"))
        ;;
    rules:*)
        if [ "${COMP_WORDS[2]}" = convert ] && [ "$COMP_CWORD" -gt 2 ]; then
            case $current in
            -*) COMPREPLY=($(compgen -W "--to --output --pipeline --help" -- "$current")) ;;
            *) COMPREPLY=($(compgen -f -- "$current")) ;;
            esac
            return
        fi
        COMPREPLY=($(compgen -W "convert --detections --service --stride --framework --source --rules --format --help" -- "$current"))
        ;;
    logs:-*)
        COMPREPLY=($(compgen -W "--principal --address --event --bucket --object --repository --key --error --text --where
            --from --to --account --region --follow --by --geoip --limit --format --output --files-from --threads --help" -- "$current"))
        ;;
    explain:-*) COMPREPLY=($(compgen -W "--rules --help" -- "$current")) ;;
    explain:*)
        COMPREPLY=($(compgen -W "$({ merlon rules; merlon rules --detections; } 2>/dev/null | cut -d' ' -f1 | sort -u)" -- "$current"))
        ;;
    test-rules:-*) COMPREPLY=($(compgen -W "--facts --mutations --help" -- "$current")) ;;
    new-rule:-*) COMPREPLY=($(compgen -W "--directory --help" -- "$current")) ;;
    cel:-*) COMPREPLY=($(compgen -W "--bindings --batch --functions --help" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}

# The case that -C names, or the one in the working directory.
_merlon_case_steps() {
    local i folder=.
    for ((i = 2; i < ${#COMP_WORDS[@]}; i++)); do
        case ${COMP_WORDS[i]} in -C | --case) folder=${COMP_WORDS[i + 1]} ;; esac
    done
    merlon case status -C "$folder" -f json 2>/dev/null | sed -n 's/^      "id": "\(.*\)",$/\1/p'
}

_merlon_case() {
    local current=$1 previous=$2
    if [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W "open run status answer note report export verify ready --help" -- "$current"))
        return
    fi
    case ${COMP_WORDS[2]}:$current in
    open:-*)
        COMPREPLY=($(compgen -W "--name --case --model --logs --findings --bucket --repository --principal --from --to
            --person --by --at --help" -- "$current"))
        ;;
    answer:-*) COMPREPLY=($(compgen -W "--state --file --by --at --case --help" -- "$current")) ;;
    answer:*)
        if [ "$COMP_CWORD" -eq 3 ]; then
            COMPREPLY=($(compgen -W "$(_merlon_case_steps)" -- "$current"))
        else
            COMPREPLY=($(compgen -f -- "$current"))
        fi
        ;;
    run:-* | report:-*)
        COMPREPLY=($(compgen -W "--case --model --logs --findings --bucket --repository --principal --from --to
            --public-key --threads --help" -- "$current"))
        ;;
    ready:-*) COMPREPLY=($(compgen -W "--model --help" -- "$current")) ;;
    note:-*) COMPREPLY=($(compgen -W "--file --by --at --case --help" -- "$current")) ;;
    status:-*) COMPREPLY=($(compgen -W "--case --format --help" -- "$current")) ;;
    export:-*) COMPREPLY=($(compgen -W "--output --case --help" -- "$current")) ;;
    verify:-*) COMPREPLY=($(compgen -W "--manifest --help" -- "$current")) ;;
    open:* | ready:*)
        if [ "$COMP_CWORD" -eq 3 ]; then
            # the message about a playbook that isn't there names all
            COMPREPLY=($(compgen -W "$(merlon case open '' --name x 2>&1 | sed -n 's/^merlon: playbooks://p')" -- "$current"))
        else
            COMPREPLY=($(compgen -f -- "$current"))
        fi
        ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}
complete -o filenames -F _merlon merlon
