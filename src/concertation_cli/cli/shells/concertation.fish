# Completion of concertation for fish. Also written by: concertation --show-completion fish

function __concertation
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l escaped (string escape -- $typed)
    set -l found (env _CONCERTATION_COMPLETE=complete_fish \
        COMP_WORDS=(string join \n -- $escaped $current | string collect) \
        COMP_CWORD=(count $typed) $typed[1] 2>/dev/null)
    switch "$found"
        case :files :folders
            # After "--option=", what is looked for starts past the sign.
            set -l option (string match -r -- '^--[a-z-]+=' $current)
            set -l path (string replace -r -- '^--[a-z-]+=' '' $current)
            if test "$found" = :files
                set found (__fish_complete_path $path)
            else
                set found (__fish_complete_directories $path)
            end
            printf '%s\n' "$option"$found
        case '*'
            printf '%s\n' $found
    end
end

complete --command concertation --no-files --arguments '(__concertation)'
