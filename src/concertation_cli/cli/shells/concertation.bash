# Completion of concertation for bash. Also written by: concertation --show-completion bash

_concertation() {
    local line=${COMP_LINE:0:COMP_POINT} word value done= cut=
    word=${line##*[[:space:]]}
    # Readline replaces only what follows the last "=", where it counts as a break.
    if [[ $COMP_WORDBREAKS == *=* && $word == *=* ]]; then
        cut=${word%"${word##*=}"}
    fi
    COMPREPLY=()
    while IFS= read -r value; do
        case $value in
            :files) return ;;
            :folders)
                compopt +o default -o dirnames 2>/dev/null
                return
                ;;
        esac
        [[ $value == *= ]] || done=1
        COMPREPLY+=("${value#"$cut"}")
    done < <(env -u COMP_CWORD _CONCERTATION_COMPLETE=complete_bash COMP_WORDS="$line" "$1" 2>/dev/null)
    # Older shells have no compopt: they offer files too, and a space after "=".
    compopt +o default 2>/dev/null
    [[ -n $done ]] || compopt -o nospace 2>/dev/null
}

complete -o default -F _concertation concertation
