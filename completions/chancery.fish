# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_chancery_global_optspecs
    string join \n station= json answers= pin-source= propose proposer= at= q/quiet v/verbose h/help V/version
end

function __fish_chancery_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_chancery_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_chancery_using_subcommand
    set -l cmd (__fish_chancery_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c chancery -n "__fish_chancery_needs_command" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_needs_command" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_needs_command" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_needs_command" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_needs_command" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_needs_command" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_needs_command" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_needs_command" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_needs_command" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_needs_command" -s V -l version -d 'Print version'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "station" -d 'Make a station, look at it'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "vault" -d 'Look at the vaults and measure what they enforce'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "key" -d 'Make, list and lock keys in the vaults'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "officer" -d 'Enroll the people who decide, and their keys'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "proposal" -d 'Propose acts, and take officers\' signed decisions in'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "ceremony" -d 'Check, run and resume scripted ceremonies'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "csca" -d 'Act as the country signing CA'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "csr" -d 'Look at certificate requests, and judge their keys'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "cert" -d 'Issue, list, show, verify and lint certificates'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "crl" -d 'Issue, judge, show and verify revocation lists'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "policy" -d 'Look at policies: who must approve which act'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "profile" -d 'Look at profiles, which say how certificates are made, and adopt them'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "lint" -d 'Look at the rules that objects are judged by'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "masterlist" -d 'Take in, judge, compare and issue master lists'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "pkd" -d 'Take in, show and write downloads of the ICAO PKD'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "deviation" -d 'Take in, judge, issue, list and show deviation lists'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "trust" -d 'Decide which foreign certificates are anchors'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "bundle" -d 'Export signed bundles to a stick, and verify them'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "ledger" -d 'Read, verify and cosign the ledger'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "backup" -d 'Back up state and keys, and prove that they can be restored'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "share" -d 'Split a secret among people, judge their shares, and combine them'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "clock" -d 'See station time and explain a jump of it'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "status" -d 'Show how the station stands'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "check" -d 'Say what is due'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "perform" -d 'Carry a proposal out, where its officers agree'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "recover" -d 'Settle what a crash left open'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "completions" -d 'Write the completion script of a shell to standard output'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "man" -d 'Write the manual pages into a new folder'
complete -c chancery -n "__fish_chancery_needs_command" -f -a "reference" -d 'List every command with its arguments and examples'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -f -a "init" -d 'Make a new station'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -f -a "genesis" -d 'Propose the first officers, the first policy and the first keys behind bundles'
complete -c chancery -n "__fish_chancery_using_subcommand station; and not __fish_seen_subcommand_from init genesis show" -f -a "show" -d 'Show what a station is: identity, country, vaults, profiles'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l name -d 'Name of the station' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l mode -d 'Mode of the station, fixed at birth' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l country -d 'Country code of certificates, two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l mrz -d 'Country code of the machine-readable zone, three letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l organisation -d 'Organisation in subject names' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l email -d 'Contact address in alternative names' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l crl-url -d 'Where revocation lists are published; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l document-life -d 'How long the longest document is valid, such as \'10 years\', which is taken where nothing is said' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l document-lead -d 'What may pass between the signing of a document and the start of its validity; nothing where it is not said' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l document-type -d 'Document type that document signers sign, as in the machine-readable zone; may be given again, P where it is not' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l service-crl-url -d 'Where the revocation list of the services\' CA is published; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l service-ocsp-url -d 'Where the OCSP responder of the services\' CA answers' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l service-ca-url -d 'Where the certificate of the services\' CA is published' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l trust-domain -d 'SPIFFE trust domain of the services\' workloads' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l vault -d 'A token that exists instead of an embedded one, NAME=URI (RFC 7512); or one more embedded vault, NAME=embedded' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l officer -d 'A signed challenge of a first officer; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l proof -d 'A signature over one of the challenges; one for every key' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l policy -d 'Name of a policy that comes with the program, or a file' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l root-threshold -d 'How many root signatures a bundle wants; as many as there are root keys among the officers unless said otherwise' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from genesis" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand station; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "add" -d 'Add a vault'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "cards" -d 'List the readers and the PIV cards in them'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "clone" -d 'Bring a vault\'s keys into another'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "compare" -d 'Compare the keys of two vaults'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "fail-over" -d 'Let another token take a vault\'s place'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "list" -d 'List the vaults with what their tokens say'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "protect" -d 'Draw a vault\'s PIN anew and split it among officers'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and not __fish_seen_subcommand_from add cards clone compare fail-over list protect test" -f -a "test" -d 'Measure what a vault\'s token really enforces'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l uri -d 'The token, an RFC 7512 URI with \'module-path\' and \'serial\'' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l embedded -d 'Make a new embedded token, with a PIN that is chosen now'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from cards" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l to -d 'Vault they are brought into' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l key -d 'Key to clone; all that can be where none is named' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l set -d 'Set that the keys are taken from, where it is proposed and opened later' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from clone" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l with -d 'Vault they are looked for in' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l to -d 'Vault whose token takes its place' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l without -d 'Key that the other token does not have, and that is given up; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l reason -d 'Why, for the ledger' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from fail-over" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l threshold -d 'How many shares give the PIN, 2 at least' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l officer -d 'Officer who gets a share; everybody whose enrolment names a recipient unless said otherwise' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from protect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand vault; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -f -a "generate" -d 'Make a key in a vault'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -f -a "list" -d 'List the keys of the station'
complete -c chancery -n "__fish_chancery_using_subcommand key; and not __fish_seen_subcommand_from generate list lock" -f -a "lock" -d 'Lock a key against extraction for good'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l spec -d 'Kind of key: P-256, P-384, P-521, brainpoolP256r1 and so on, RSA-3072, Ed25519, ML-DSA-65' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l vault -d 'Vault to make it in' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l extractable -d 'Let it be wrapped for a backup until it is locked'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand key; and __fish_seen_subcommand_from lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "challenge" -d 'Write the text that a person signs with every key to become an officer'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "prove" -d 'Prove that a witness key, a root key or a card is yours'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "enroll" -d 'Enroll a person as an officer, who proved that their keys are theirs'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "list" -d 'List the officers'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "show" -d 'Show an officer with their keys'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "replace-key" -d 'Give an officer the keys of a new challenge, and no others'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "retire" -d 'Retire an officer, for good'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "witness-key" -d 'Make a key that cosigns heads of the ledger'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and not __fish_seen_subcommand_from challenge prove enroll list show replace-key retire witness-key root-key" -f -a "root-key" -d 'Make a key that signs the root of bundles'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l name -d 'Name of the person' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l organisation -d 'Where they belong; policies can ask for different organisations' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l contact -d 'How they are reached' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l role -d 'Role they may act in; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l key -d 'File of a public key they decide with; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l recipient -d 'An age recipient to whom shares of theirs are sealed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l witness-key -d 'Verifier key of the key they cosign the ledger with, as \'officer witness-key\' writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l root-key -d 'Public half of the key they sign the root of bundles with, as \'officer root-key\' writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l out -d 'Where the text goes instead of OFFICER.txt; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from challenge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l key -d 'The sealed key, or the file that tells of one in a token, as \'officer witness-key\' or \'officer root-key\' made it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l reader -d 'Reader with the card, or a unique part of its name' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l slot -d 'Slot of the card\'s key' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l identity -d 'An age identity that opens the key, where it is sealed to a recipient' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l passphrase-source -d 'Where the key\'s passphrase comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l module -d 'PKCS#11 module of the token that holds the key, in place of the one in the key\'s file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l out -d 'Where the proof goes instead of CHALLENGE.witness, CHALLENGE.root or CHALLENGE.p7s; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l piv -d 'Prove the key of a PIV card'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from prove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l proof -d 'A signature over it; one for every key' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l all -d 'Show those too who retired'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l proof -d 'A signature over it; one for every key' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from replace-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l reason -d 'Why, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l out -d 'Folder for the files, such as one on a stick; nothing in it is overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l token -d 'Token of your own in which the key is made, never to leave it: an RFC 7512 URI with its module-path' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l seal-to -d 'An age recipient to whom the key is sealed, in place of a passphrase; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l passphrase-source -d 'Where the new passphrase comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from witness-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l out -d 'Folder for the files, such as one on a stick; nothing in it is overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l token -d 'Token of your own in which the key is made, never to leave it: an RFC 7512 URI with its module-path' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l seal-to -d 'An age recipient to whom the key is sealed, in place of a passphrase; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l passphrase-source -d 'Where the new passphrase comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand officer; and __fish_seen_subcommand_from root-key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "create" -d 'Propose an act by its name and parameters'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "show" -d 'Show a proposal, or write the statement that an officer signs'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "approve" -d 'Sign a statement with a PIV card, and have it taken in'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "import" -d 'Take officers\' signed decisions in'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "withdraw" -d 'Write the statement by which an officer withdraws a proposal'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "status" -d 'Show who counts behind a proposal, who does not and why, and what is lacking'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and not __fish_seen_subcommand_from create show approve import withdraw status list" -f -a "list" -d 'List the proposals, and how each stands'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l material -d 'File that the act names by its digest; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l decision -d 'Write the statement of this decision: propose, approve, refuse or withdraw' -r -f -a "propose\t''
approve\t''
refuse\t''
withdraw\t''"
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l reason -d 'Why; a refusal and a withdrawal want it' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l out -d 'Where the statement goes instead of DECISION.txt; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l files -d 'Write out what the proposal refers to (a policy, a list, a request, enrolments), into a new folder' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l reader -d 'Reader with the card, or a unique part of its name' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l slot -d 'Slot of the key' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l out -d 'Where the signature goes instead of STATEMENT.p7s; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l piv -d 'Sign with a PIV card'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l reason -d 'Why' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l out -d 'Where the statement goes instead of withdraw.txt; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from withdraw" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l all -d 'Show those too that were performed, or can no longer be'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand proposal; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -f -a "lint" -d 'Check a script before anybody is in the room'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -f -a "list" -d 'List the ceremonies of the station'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -f -a "resume" -d 'Go on with a ceremony where it stopped'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and not __fish_seen_subcommand_from lint list resume run" -f -a "run" -d 'Run a ceremony from its first step'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ceremony; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -f -a "adopt" -d 'Take over a CSCA that exists'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -f -a "compromise" -d 'Record that a key of the CSCA is lost or compromised'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -f -a "revoke" -d 'Revoke a certificate for good'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -f -a "rollover" -d 'Put the next key in the place of the CSCA\'s newest'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and not __fish_seen_subcommand_from adopt compromise revoke rollover status" -f -a "status" -d 'Show how the CSCA stands and what is due'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l as -d 'Name of the key here' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l key-id -d 'Identifier of the key in its vault, in hex' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l vault -d 'Vault that holds the key' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l certificate -d 'Certificate that it issued or a link to it, LDIF with such, or a folder of such files; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l inventory -d 'Serial numbers of others that it issued, one a line in hex, with \'revoked\' behind one that is' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l crl -d 'Last revocation list, DER or PEM' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l last-number -d 'Highest list number that it took, where that is known from elsewhere' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l after -d 'CSCA key of this station that signed the links to it' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l accept -d 'Accept what a rule finds by its name, or ADOPT-10 to ADOPT-13 or ADOPT-16 by theirs; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l what -d 'Whether somebody else may have it' -r -f -a "lost\t'It is gone, and nobody else has it'
compromised\t'Somebody else may have used it, or may yet'"
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l reason -d 'What is known, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l successor -d 'Key that goes on with the list; it need not be there yet' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from compromise" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l reason -d 'Why, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l issuer -d 'Key that issued it, where it is none of the newest CSCA\'s' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l from -d 'Key that it follows, where it is not the newest CSCA key' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l name -d 'Common name of the new root; the link bears it too' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l root-profile -d 'Profile of the root' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l link-profile -d 'Profile of the link' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l accept -d 'Accept a lint warning by its rule\'s name; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from rollover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csca; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -f -a "check" -d 'Judge a certificate request and its key'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and not __fish_seen_subcommand_from check show" -f -a "show" -d 'Show a certificate request'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l profile -d 'Profile that should take the key: a name, or a file' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l blocklist -d 'List of weak keys in the text format of Debian\'s openssl-blacklist' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand csr; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -f -a "issue" -d 'Issue a certificate by a profile'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -f -a "lint" -d 'Judge certificates by the rules of Doc 9303-12'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -f -a "list" -d 'List the certificates this station issued'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -f -a "show" -d 'Show a certificate, and why it is or is not trusted'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and not __fish_seen_subcommand_from issue lint list show verify" -f -a "verify" -d 'Verify a certificate under an anchor'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l profile -d 'Profile to issue by' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l csr -d 'Certificate request, PKCS#10 in DER or PEM' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l csr-dir -d 'Folder of certificate requests, each in a file with the common name as its name' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l key -d 'Key of this station to certify' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l issuer -d 'Key that signs, where it is not the newest of the profile\'s hierarchy' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l name -d 'Common name' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l blocklist -d 'List of weak keys that the key must not be on' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l dns -d 'Host beside the subject, where the profile takes hosts; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l ip -d 'Address beside the subject, where the profile takes addresses; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l uri -d 'URI beside the subject, where the profile takes URIs; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l email -d 'E-mail address beside the subject, where the profile takes them; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l accept -d 'Accept a lint warning by its rule\'s name; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l issuer -d 'Certificate of the issuer, DER or PEM; else it is looked for among the files' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l role -d 'What they are for, such as csca-root or service-ca, where that cannot be told from them' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l edition -d 'Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l anchor -d 'Certificate that is taken for an anchor, DER or PEM; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l crl -d 'Revocation list, DER or PEM, that an anchor signed; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l role -d 'What it is for, such as document-signer or service-entity, where that cannot be told from it' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l between -d 'Certificate between it and its anchor, DER or PEM, in the services\' hierarchy; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand cert; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -f -a "issue" -d 'Issue the next revocation list'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -f -a "lint" -d 'Judge a revocation list by the rules of Doc 9303-12'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -f -a "show" -d 'Show a revocation list'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and not __fish_seen_subcommand_from issue lint show verify" -f -a "verify" -d 'Verify a revocation list under an anchor'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l issuer -d 'Key that signs, where it is not the newest CSCA key' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l days -d 'Days until the next update' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l accept -d 'Accept a lint warning by its rule\'s name; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l issuer -d 'Newest certificate of the CA that issued it, DER or PEM' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l beside -d 'Older root or link of the same CSCA, DER or PEM; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l previous -d 'The list before it, DER or PEM' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l role -d 'What its issuer is, such as service-ca, where that cannot be told' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l edition -d 'Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l anchor -d 'Certificate that is taken for an anchor, DER or PEM; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand crl; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -f -a "adopt" -d 'Put a policy in force'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -f -a "explain" -d 'Explain the fields of a policy and the findings of its check'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -f -a "lint" -d 'Check a policy before it is adopted'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -f -a "list" -d 'List the policies that come with the program'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and not __fish_seen_subcommand_from adopt explain lint list show" -f -a "show" -d 'Show the rules of a policy'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l roster -d 'The people who are to be officers, for planning' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l text -d 'Show the text instead, to be copied and changed'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand policy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "adopt" -d 'Put a profile in force'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "check" -d 'Check a profile before it is adopted'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "diff" -d 'Compare two profiles field by field'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "explain" -d 'Explain the fields of a profile'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "list" -d 'List the profiles that come with the program, or those of a station'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and not __fish_seen_subcommand_from adopt check diff explain list show" -f -a "show" -d 'Show the text of a profile'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand profile; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -f -a "explain" -d 'Explain a rule'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and not __fish_seen_subcommand_from explain list" -f -a "list" -d 'List the rules that objects are judged by'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l edition -d 'Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand lint; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "diff" -d 'Compare two master lists, or a list with all that is known'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "ingest" -d 'Take in a master list'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "issue" -d 'Issue a master list'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "lint" -d 'Judge a master list by the rules of Doc 9303-12'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "list" -d 'List the master lists that were taken in, and what was imported'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "show" -d 'Show a master list, certificate by certificate'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and not __fish_seen_subcommand_from diff ingest issue lint list show verify" -f -a "verify" -d 'Judge the signature of a master list'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l state -d 'Certificates of this state only, two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l source -d 'Where it comes from, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l unsigned -d 'Take a list whose signature was stripped, and mark it so for ever'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from ingest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l signer -d 'Key of the master-list signer, where it is not the newest' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l without -d 'Leave a certificate off the list, by its SHA-256; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l accept -d 'Accept a lint warning by its rule\'s name; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l previous -d 'The list before it: a file, or the beginning of its digest' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l edition -d 'Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l state -d 'Certificates of this state only, two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l anchor -d 'CSCA certificate that is taken for an anchor, DER or PEM; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand masterlist; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -f -a "ingest" -d 'Take in a download of the PKD'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -f -a "list" -d 'List the downloads of the PKD that were taken in'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -f -a "show" -d 'Show what stands in the PKD'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and not __fish_seen_subcommand_from ingest list show export" -f -a "export" -d 'Write a download of the PKD'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l source -d 'Where it comes from, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l name -d 'The name it was published by, where the file has another' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from ingest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l collection -d 'The collection: 1, 2 or 3, or a further one' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l state -d 'One state alone: two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l own -d 'What this station gives the PKD'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand pkd; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -f -a "ingest" -d 'Take in a deviation list'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -f -a "issue" -d 'Issue a deviation list'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -f -a "lint" -d 'Judge a deviation list by the rules of Doc 9303-12'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -f -a "list" -d 'List the deviation lists that were taken in'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and not __fish_seen_subcommand_from ingest issue lint list show" -f -a "show" -d 'Show a deviation list, or what it says of one document'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l source -d 'Where it comes from, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from ingest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l signer -d 'Key of the deviation-list signer, where it is not the newest' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l accept -d 'Accept a lint warning by its rule\'s name; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l edition -d 'Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l number -d 'Only the deviations that may apply to the document with this number' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l numbers -d 'Print every document number'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand deviation; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "accept" -d 'Accept a foreign certificate as an anchor'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "anchors" -d 'List the anchors, and since when each is one'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "distrust" -d 'Distrust a foreign certificate, whatever lists say'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "history" -d 'Show what people decided about foreign certificates, oldest first'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "import" -d 'Import certificates that no list vouches for'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "list" -d 'List the foreign certificates and how they stand'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "propose" -d 'Propose anchors by the rules of trust'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and not __fish_seen_subcommand_from accept anchors distrust history import list propose show" -f -a "show" -d 'Show a foreign certificate, and why it is or is not trusted'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l source -d 'Where the fingerprint was read: a diplomatic note, a bilateral exchange, a published page' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l rule -d 'Rule of trust that stands in for the source, such as link-from-anchor' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l typed-by -d 'Officer who types the fingerprint at the terminal, in place of the argument; given twice' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from anchors" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l reason -d 'Why, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from distrust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l source -d 'Where it comes from, in words' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l state -d 'Of this state only, two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l anchors -d 'Only the anchors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l vanished -d 'Only those that stood on an earlier list of a signer and stand on its newest no more'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l rule -d 'Only by this rule' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l state -d 'Of this state only, two letters' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from propose" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand trust; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -f -a "export" -d 'Export the next signed bundle to a stick'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -f -a "root" -d 'Write the next root of bundles, for its holders to sign'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -f -a "sign-root" -d 'Sign the next root of bundles with a root key of your own'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -f -a "verify" -d 'Verify a bundle'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and not __fish_seen_subcommand_from export root sign-root verify write" -f -a "write" -d 'Write a recorded bundle to another stick'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l root-key -d 'Key of the TUF root role' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l bundle-key -d 'Key of the bundle signer' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l days -d 'Days until the bundle expires: the delivery rhythm and its grace' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l root-signature -d 'The next root as a holder of a root key signed it; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l out -d 'Where the root goes; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l root-key -d 'Key of the vault behind the TUF root role' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l bundle-key -d 'Key of the bundle signer' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from root" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l key -d 'The sealed key, or the file that tells of one in a token, as \'officer root-key\' made it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l identity -d 'An age identity that opens the key, where it is sealed to a recipient' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l passphrase-source -d 'Where the key\'s passphrase comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l module -d 'PKCS#11 module of the token that holds the key, in place of the one in the key\'s file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l out -d 'Where the signed root goes; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from sign-root" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l root -d 'SHA-256 of the first root' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l service-ca -d 'Certificate of the services\' CA, DER or PEM' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l log-key -d 'The ledger\'s key as \'station show\' gives it' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l seen -d 'What was seen before: the member \'seen\' of an earlier JSON report' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l version -d 'Version of the bundle, where it is not the newest' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand bundle; and __fish_seen_subcommand_from write" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -f -a "list" -d 'List the entries of the ledger'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -f -a "show" -d 'Show one entry of the ledger'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -f -a "verify" -d 'Verify the whole ledger'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -f -a "head" -d 'Write a head of the ledger for its witnesses'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and not __fish_seen_subcommand_from list show verify head cosign" -f -a "cosign" -d 'Cosign the head of the ledger as a witness'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l first -d 'First entry to list' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l count -d 'How many entries at most' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l evidence -d 'Write out who decided it, into a new folder' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l size -d 'Number of entries of the head on paper' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l root -d 'Root of the head on paper, in hex' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l words -d 'Root of the head on paper, in its 32 words' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l log-key -d 'Key of the ledger as it was printed at the station\'s birth, NAME+ID+KEY' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l outline -d 'Read only the outline of each entry and no table: faster, and proves the same bytes'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l all-checkpoints -d 'Check the signature of every checkpoint, not of the newest thousand alone'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l size -d 'Number of entries of the head; all of them unless said otherwise' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l proof-from -d 'Number of entries of the head that the witness cosigned last; 0 where there is none' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l out -d 'Where the text goes; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from head" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l key -d 'The sealed key, or the file that tells of one in a token, as \'officer witness-key\' made it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l identity -d 'An age identity that opens the key, where it is sealed to a recipient' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l passphrase-source -d 'Where the key\'s passphrase comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l module -d 'PKCS#11 module of the token that holds the key, in place of the one in the key\'s file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l checkpoint -d 'What \'ledger head\' wrote; the newest head of the station unless given' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l log-key -d 'Key of the ledger as it was printed at the station\'s birth, NAME+ID+KEY; wanted the first time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l out -d 'Where the cosigned checkpoint goes; never overwritten' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l import -d 'Take in a checkpoint that was cosigned elsewhere' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand ledger; and __fish_seen_subcommand_from cosign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "destroyed" -d 'Record that a card or a medium of a set was destroyed'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "drill" -d 'Prove that the backups can be restored'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "keys" -d 'Back keys up, hand the shares out, and lock the keys'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "list" -d 'List backups'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "prune" -d 'Take old copies of the state away'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "restore" -d 'Restore a station'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "state" -d 'Back the station\'s state up'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and not __fish_seen_subcommand_from destroyed drill keys list prune restore state verify" -f -a "verify" -d 'Judge a backup'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l what -d 'What it was: \'share 2\' or \'medium 1\'' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l reason -d 'How it was destroyed, and who saw it' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from destroyed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l state -d 'Folder of the copy of the state (state-…), or the folder above it: then the newest copy there is taken' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l base -d 'Folder of the full copy that it builds on, where that is not beside it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l state-identity -d 'Identity file that opens the copy: of age, or of a plugin; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l memory -d 'Folder in memory (tmpfs) for what is restored; /dev/shm where it is not named' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l set -d 'Name of the set, 16 hex digits; drawn where it is not given' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l threshold -d 'How many shares give the key of the set, 2 at least' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l keeper -d 'Keeper of the next share: NAME=card, NAME=shown, NAME=age1… or NAME=openpgp:FILE; once for each' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l escrow -d 'Keeper of the next share in escrow, as with --keeper: a second splitting of the same key, for drills' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l escrow-threshold -d 'How many shares in escrow give the key, 2 at least' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l to -d 'Folder on a medium to write the set to; once for each medium' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l printer -d 'Printer device that cards are sent to as they are: a character device, or a file that lies in memory' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l paper -d 'What the printer takes: a4, letter (PostScript), or text' -r -f -a "a4\t'PostScript on A4'
letter\t'PostScript on Letter'
text\t'Plain text'"
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l memory -d 'Folder in memory (tmpfs) for the throw-away token that keys are proven in; /dev/shm where it is not named' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l go -d 'Do it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l state -d 'Folder of the copy of the state (state-…), or the folder above it: then the newest copy there is taken' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l base -d 'Folder of the full copy that it builds on, where that is not beside it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l state-identity -d 'Identity file that opens the copy: of age, or of a plugin; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l vault -d 'A blank token for a vault: NAME=URI, or NAME=embedded; vaults that were embedded are again where nothing is said' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l without -d 'Key that is given up, since no set has it; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l crl -d 'Revocation list that was published last, in DER or PEM; once for each key that issues lists' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l bundle -d 'Stick with the bundle that was exported last' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l size -d 'Number of entries of the head on paper' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l root -d 'Root of the head on paper, in hex' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l words -d 'Root of the head on paper, in its 32 words' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l log-key -d 'Key of the ledger as it was printed, NAME+ID+KEY: that of the time of the copy' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l nothing-published -d 'Nothing was published after the copy: no list and no bundle is given'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l to -d 'Folder on a medium in which the copy gets a folder of its own' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l recipient -d 'Recipient to seal it to: age1…, or a plugin\'s; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l incremental -d 'Write only what changed since the newest full copy of our own there; all, where there is none'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l record -d 'Sign the manifest with the ledger key, and record the copy in the ledger'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from state" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "split" -d 'Split a secret into shares'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "combine" -d 'Combine shares into their secret'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "check" -d 'Judge one share by itself'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "open" -d 'Open a share for a session'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "reissue" -d 'Issue the shares of a set anew'
complete -c chancery -n "__fish_chancery_using_subcommand share; and not __fish_seen_subcommand_from split combine check open reissue trial" -f -a "trial" -d 'Try the printer for cards'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l threshold -d 'How many shares are wanted to rebuild the secret' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l of -d 'How many shares are made, at most 16' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l group -d 'Group of shares: K of N are wanted; once for each group, at most 16' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l group-threshold -d 'How many groups are wanted to rebuild the secret' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l secret-source -d 'Where the secret comes from, in hex: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l make -d 'Make a fresh secret of so many bits that nobody sees' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l seal-to -d 'Keeper of the next share: NAME=age1…, once for each share, group by group' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l out -d 'Folder to write the sealed shares to, which must not exist yet' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l show -d 'Show each share once, at the terminal alone, to be written on its card'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from split" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l share-passphrase -d 'Where the passphrase comes from that protects the shares, if there is one: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l seal-to -d 'Recipient to seal the secret to, once or several times' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l out -d 'File to write the sealed secret to, which must not exist yet' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l verify-digest -d 'Compare the secret with this SHA-256 digest, and forget it' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from combine" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l of -d 'Folder of the set that it should belong to (keys-…): number, keeper and every word are compared' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l record -d 'Record at the station that the share was judged; the set must be in force there'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l for -d 'Recipient that the session shows' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l out -d 'File to write, which must not exist yet' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l reason -d 'Why' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l set -d 'Name of the new set, 16 hex digits; drawn where it is not given' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l threshold -d 'How many shares give the key of the set, 2 at least' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l keeper -d 'Keeper of the next share: NAME=card, NAME=shown, NAME=age1… or NAME=openpgp:FILE; once for each' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l escrow -d 'Keeper of the next share in escrow, as with --keeper: a second splitting of the same key, for drills' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l escrow-threshold -d 'How many shares in escrow give the key, 2 at least' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l to -d 'Folder on a medium to write the set to; once for each medium' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l printer -d 'Printer device that cards are sent to as they are: a character device, or a file that lies in memory' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l paper -d 'What the printer takes: a4, letter (PostScript), or text' -r -f -a "a4\t'PostScript on A4'
letter\t'PostScript on Letter'
text\t'Plain text'"
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l memory -d 'Folder in memory (tmpfs) for the throw-away token that keys are proven in; /dev/shm where it is not named' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from reissue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l printer -d 'Printer device that the page is sent to as it is: a character device, or a file that lies in memory' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l paper -d 'What the printer takes: a4, letter (PostScript), or text' -r -f -a "a4\t'PostScript on A4'
letter\t'PostScript on Letter'
text\t'Plain text'"
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand share; and __fish_seen_subcommand_from trial" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -f -a "attest" -d 'Record a reading of an independent clock beside the station\'s own'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -f -a "correct" -d 'Explain a jump of the clock, so that acts are possible again'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and not __fish_seen_subcommand_from attest correct show" -f -a "show" -d 'Show how the machine\'s clock stands to the ledger'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l read -d 'Time that the independent clock shows, such as 2026-11-22T10:00:00Z' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l source -d 'Which clock that is, and who read it' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from attest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l read -d 'Time that the independent clock shows, such as 2027-06-01T08:00:00Z' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l source -d 'Which clock that is, and who read it' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from correct" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand clock; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand status" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand status" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand status" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand status" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand status" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand status" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand status" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand status" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand status" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand check" -l memory -d 'Folder in memory to look in for what a killed drill left; /dev/shm and /run where none is named' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand check" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand check" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand check" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand check" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand check" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand check" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand check" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand check" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand check" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l to -d 'Folder on a medium to write the set to; once for each medium' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l printer -d 'Printer device that cards are sent to as they are: a character device, or a file that lies in memory' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l paper -d 'What the printer takes: a4, letter (PostScript), or text' -r -f -a "a4\t'PostScript on A4'
letter\t'PostScript on Letter'
text\t'Plain text'"
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l memory -d 'Folder in memory (tmpfs) for the throw-away token that keys are proven in; /dev/shm where it is not named' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l keys -d 'Folder of a set of wrapped keys on a medium (keys-…); may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l share -d 'File with a share that is sealed with age; may be given again' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l identity -d 'Identity file that opens a sealed share, as age-keygen writes it' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l identity-passphrase -d 'Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH' -r
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l type -d 'Type the words of the shares that were not given, each keeper alone'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand perform" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l give-up -d 'Close this open intent as unknown without asking its vault, which is gone; may be given again' -r
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand recover" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand recover" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand recover" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand completions" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand completions" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand completions" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand man" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand man" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand man" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand man" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand man" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand man" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand man" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand man" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand man" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l station -d 'Directory of the station' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l answers -d 'Take answers and confirmations from this file' -r -F
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l pin-source -d 'Where the PIN of a vault comes from' -r
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l proposer -d 'Officer who proposes; the act is then proposed, not performed' -r
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l at -d 'Judge or rehearse as at this time' -r
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l json -d 'Answer with exactly one JSON document, on failure too'
complete -c chancery -n "__fish_chancery_using_subcommand reference" -l propose -d 'Propose the act in place of performing it'
complete -c chancery -n "__fish_chancery_using_subcommand reference" -s q -l quiet -d 'Say nothing but the result, warnings and errors'
complete -c chancery -n "__fish_chancery_using_subcommand reference" -s v -l verbose -d 'Say more on standard error; twice says most'
complete -c chancery -n "__fish_chancery_using_subcommand reference" -s h -l help -d 'Print help (see more with \'--help\')'
