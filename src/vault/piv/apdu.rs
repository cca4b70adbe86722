//! Commands to a card and its answers (ISO/IEC 7816-4, short form), without any device.
//!
//! A command longer than 255 octets is sent as a chain, an answer longer than 256 is fetched piece by piece
//! (`61xx`). A command is sent again with the length the card asks for (`6Cxx`) only where an answer was
//! expected: never one with a PIN in it.

use super::error::PivError;
use super::status::Status;
use crate::secret::Secret;

/// The longest answer that is read, in octets: ten times the largest object of SP 800-73-4.
pub const ANSWER_LIMIT: usize = 32_768;

/// GET RESPONSE.
const GET_RESPONSE: u8 = 0xc0;

/// What carries a command to a card and its answer back.
pub trait Transmit {
    /// Sends one command in short form; gives the answer with its two status octets.
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, PivError>;
}

/// A command. Its data is wiped when it is dropped.
pub(super) struct Command {
    /// What it is, for messages.
    pub(super) name: &'static str,
    pub(super) instruction: u8,
    pub(super) parameters: [u8; 2],
    pub(super) data: Secret,
    /// Whether an answer is expected beside the status.
    pub(super) answers: bool,
}

/// What a card said.
pub(super) struct Answer {
    pub(super) data: Vec<u8>,
    pub(super) status: Status,
}

impl Answer {
    /// The data, where the card says that it did what it was asked.
    pub(super) fn done(self, command: &'static str) -> Result<Vec<u8>, PivError> {
        match self.status {
            Status::DONE => Ok(self.data),
            status => Err(PivError::Status { command, status }),
        }
    }
}

impl Command {
    /// The commands that are sent one after the other; the last carries no length of answer yet.
    fn segments(&self) -> Vec<Secret> {
        let data = self.data.expose();
        let pieces: Vec<&[u8]> = if data.is_empty() { vec![data] } else { data.chunks(255).collect() };
        let last = pieces.len() - 1;
        let segment = |(index, piece): (usize, &&[u8])| {
            let class = if index == last { 0x00 } else { 0x10 };
            let mut bytes = Vec::with_capacity(piece.len() + 6);
            bytes.extend([class, self.instruction]);
            bytes.extend(self.parameters);
            bytes.extend(u8::try_from(piece.len()).ok().filter(|length| *length > 0));
            bytes.extend(*piece);
            Secret::new(bytes)
        };
        pieces.iter().enumerate().map(segment).collect()
    }
}

/// Sends a command and reads its whole answer. A status other than done is no error here.
pub(super) fn exchange(link: &mut dyn Transmit, command: &Command) -> Result<Answer, PivError> {
    let segments = command.segments();
    let mut answer = Answer { data: Vec::new(), status: Status::DONE };
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        answer = if is_last && command.answers {
            ask(link, segment, 0, command.name)?
        } else {
            read(&link.transmit(segment.expose())?, command.name)?
        };
        if !is_last && answer.status != Status::DONE {
            return Ok(answer);
        }
    }
    while answer.status.first() == 0x61 {
        let next = Secret::new(vec![0x00, GET_RESPONSE, 0x00, 0x00]);
        let more = ask(link, &next, answer.status.second(), command.name)?;
        if more.status.first() == 0x61 && more.data.is_empty() {
            return Err(PivError::Malformed { command: command.name, what: "more was promised and nothing came" });
        }
        answer.data.extend(more.data);
        answer.status = more.status;
        if answer.data.len() > ANSWER_LIMIT {
            return Err(PivError::AnswerLong { command: command.name });
        }
    }
    Ok(answer)
}

/// Sends octets and a length of answer (0 for 256); once more with another length, if the card asks for it.
fn ask(link: &mut dyn Transmit, command: &Secret, length: u8, name: &'static str) -> Result<Answer, PivError> {
    let with = |length: u8| {
        let mut bytes = Vec::with_capacity(command.len() + 1);
        bytes.extend(command.expose());
        bytes.push(length);
        Secret::new(bytes)
    };
    let answer = read(&link.transmit(with(length).expose())?, name)?;
    if answer.status.first() == 0x6c {
        return read(&link.transmit(with(answer.status.second()).expose())?, name);
    }
    Ok(answer)
}

/// Splits an answer from its status.
fn read(bytes: &[u8], command: &'static str) -> Result<Answer, PivError> {
    if bytes.len() > 256 + 2 {
        return Err(PivError::AnswerLong { command });
    }
    match bytes.split_last_chunk::<2>() {
        Some((data, status)) => Ok(Answer { data: data.to_vec(), status: Status(u16::from_be_bytes(*status)) }),
        None => Err(PivError::Malformed { command, what: "an answer shorter than a status word" }),
    }
}

/// The same command for a card that speaks T=0: it carries a length of data or one of the answer, never both.
#[cfg(any(feature = "piv", test))]
pub(super) fn for_t0(apdu: &[u8]) -> Secret {
    let mut bytes = apdu.to_vec();
    match apdu.get(4) {
        None => bytes.push(0),
        Some(length) if apdu.len() == 5 + usize::from(*length) + 1 && *length > 0 => {
            bytes.pop();
        }
        Some(_) => {}
    }
    Secret::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers in order, and keeps what was sent.
    struct Script {
        answers: std::collections::VecDeque<Vec<u8>>,
        sent: Vec<String>,
    }

    impl Script {
        fn new(answers: &[&str]) -> Self {
            Script { answers: answers.iter().map(|a| hex::decode(a).unwrap()).collect(), sent: Vec::new() }
        }
    }

    impl Transmit for Script {
        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, PivError> {
            self.sent.push(hex::encode(apdu));
            Ok(self.answers.pop_front().unwrap_or_default())
        }
    }

    fn command(data: &[u8], answers: bool) -> Command {
        Command { name: "TEST", instruction: 0xcb, parameters: [0x3f, 0xff], data: Secret::new(data.to_vec()), answers }
    }

    #[test]
    fn all_four_cases_are_written_as_the_standard_has_them() {
        for (data, answers, wanted) in [
            (&[][..], false, "00cb3fff"),
            (&[], true, "00cb3fff00"),
            (&[1, 2], false, "00cb3fff020102"),
            (&[1, 2], true, "00cb3fff02010200"),
        ] {
            let mut script = Script::new(&["9000"]);
            exchange(&mut script, &command(data, answers)).unwrap();
            assert_eq!(script.sent, [wanted]);
        }
    }

    #[test]
    fn long_data_goes_as_a_chain_and_a_long_answer_is_fetched_in_pieces() {
        let mut script = Script::new(&["9000", "01026103", "0304056c02", "03046101", "059000"]);
        script.answers.remove(2);
        let answer = exchange(&mut script, &command(&[7; 256], true)).unwrap();
        assert_eq!((answer.data, answer.status), (vec![1, 2, 3, 4, 5], Status::DONE));
        assert!(script.sent[0].starts_with("10cb3fffff") && script.sent[0].len() == 2 * 260);
        assert_eq!(script.sent[1..], ["00cb3fff010700", "00c0000003", "00c0000001"]);
    }

    #[test]
    fn a_chain_that_the_card_stops_is_not_sent_to_its_end() {
        let mut script = Script::new(&["6884"]);
        assert_eq!(exchange(&mut script, &command(&[7; 300], true)).unwrap().status, Status(0x6884));
        assert_eq!(script.sent.len(), 1);
    }

    #[test]
    fn another_length_is_given_once_and_never_to_a_command_without_an_answer() {
        let mut script = Script::new(&["6c05", "6c06"]);
        assert_eq!(exchange(&mut script, &command(&[1], true)).unwrap().status, Status(0x6c06));
        assert_eq!(script.sent, ["00cb3fff010100", "00cb3fff010105"]);
        let mut script = Script::new(&["6c05"]);
        assert_eq!(exchange(&mut script, &command(&[1], false)).unwrap().status, Status(0x6c05));
        assert_eq!(script.sent.len(), 1, "what may hold a PIN is sent once");
    }

    #[test]
    fn answers_too_short_too_long_or_without_end_are_refused() {
        let refused = |answers: &[&str]| match exchange(&mut Script::new(answers), &command(&[], true)) {
            Ok(answer) => panic!("{:?} was taken", answer.status),
            Err(error) => error.to_string(),
        };
        assert!(refused(&[""]).contains("shorter than a status word"));
        assert!(refused(&["90"]).contains("shorter than a status word"));
        assert!(refused(&["016100", "6100"]).contains("nothing came"));
        let endless: Vec<String> = (0..200).map(|_| format!("{}6100", "aa".repeat(256))).collect();
        let endless: Vec<&str> = endless.iter().map(String::as_str).collect();
        assert!(refused(&endless).contains("longer than"));
        assert!(refused(&[&"00".repeat(259)]).contains("longer than"));
    }

    #[test]
    fn for_t0_a_command_has_one_length() {
        for (apdu, wanted) in
            [("00a40400", "00a4040000"), ("00cb3fff00", "00cb3fff00"), ("00200080021234", "00200080021234")]
        {
            assert_eq!(hex::encode(for_t0(&hex::decode(apdu).unwrap()).expose()), wanted);
        }
        let both = hex::decode("00cb3fff02010200").unwrap();
        assert_eq!(hex::encode(for_t0(&both).expose()), "00cb3fff020102");
    }
}
