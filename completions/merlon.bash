# Completion of merlon's command line for bash.
_merlon() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "model paths diff decide import hunt logs rules explain test-rules new-rule cel version --help --version" -- "$current"))
        return
    fi
    case $previous in
    -f | --format)
        case $command in
        model) COMPREPLY=($(compgen -W "text markdown json sarif csv html svg dot mermaid otm threat-dragon threat-composer" -- "$current")) ;;
        paths | rules) COMPREPLY=($(compgen -W "text json" -- "$current")) ;;
        diff) COMPREPLY=($(compgen -W "text markdown json" -- "$current")) ;;
        hunt) COMPREPLY=($(compgen -W "text csv jsonl html" -- "$current")) ;;
        logs) COMPREPLY=($(compgen -W "text csv jsonl" -- "$current")) ;;
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
        COMPREPLY=($(compgen -W "mitigated not-applicable needs-investigation not-started" -- "$current"))
        return
        ;;
    --rules | --pipeline | --model | --threat-model | --files-from)
        [ "$command" = hunt ] && { COMPREPLY=($(compgen -f -- "$current")); return; }
        COMPREPLY=($(compgen -d -- "$current"))
        return
        ;;
    --facts | --threat-rules)
        COMPREPLY=($(compgen -d -- "$current"))
        return
        ;;
    esac
    [ "$previous" = --decisions ] && { COMPREPLY=($(compgen -f -- "$current")); return; }
    if [ "$command" = logs ] && [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W "summary top who search --help" -- "$current"))
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
complete -o filenames -F _merlon merlon
