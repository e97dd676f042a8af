# Completion of merlon's command line for bash.
_merlon() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "model paths rules explain test-rules new-rule cel version --help --version" -- "$current"))
        return
    fi
    case $previous in
    -f | --format)
        case $command in
        model) COMPREPLY=($(compgen -W "text markdown json sarif csv html svg dot mermaid otm threat-dragon threat-composer" -- "$current")) ;;
        paths | rules) COMPREPLY=($(compgen -W "text json" -- "$current")) ;;
        esac
        return
        ;;
    --fail-on)
        COMPREPLY=($(compgen -W "critical high medium low info" -- "$current"))
        return
        ;;
    --rules | --facts)
        COMPREPLY=($(compgen -d -- "$current"))
        return
        ;;
    esac
    case $command:$current in
    model:-*)
        COMPREPLY=($(compgen -W "--output --format --fail-on --baseline --decisions --framework --parameter
            --var --var-file --open-world --all --rules --facts --no-builtin-rules --date --timings --help" -- "$current"))
        ;;
    paths:-*)
        COMPREPLY=($(compgen -W "--from --to --format --parameter --var --var-file --open-world --facts --help" -- "$current"))
        ;;
    rules:-*) COMPREPLY=($(compgen -W "--service --stride --framework --source --rules --format --help" -- "$current")) ;;
    explain:-*) COMPREPLY=($(compgen -W "--rules --help" -- "$current")) ;;
    explain:*)
        COMPREPLY=($(compgen -W "$(merlon rules 2>/dev/null | cut -d' ' -f1)" -- "$current"))
        ;;
    test-rules:-*) COMPREPLY=($(compgen -W "--facts --mutations --help" -- "$current")) ;;
    new-rule:-*) COMPREPLY=($(compgen -W "--directory --help" -- "$current")) ;;
    cel:-*) COMPREPLY=($(compgen -W "--bindings --batch --functions --help" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}
complete -o filenames -F _merlon merlon
