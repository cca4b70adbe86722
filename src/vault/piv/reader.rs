//! The PC/SC service: its readers, and the way to the card in one of them.

use std::ffi::CString;
use std::time::Duration;

use pcsc::{Context, Disposition, Error, Protocol, Protocols, ReaderState, Scope, ShareMode, State, Transaction};

use super::Reader;
use super::apdu::{Transmit, for_t0};
use super::card::{End, Link, Talk};
use super::error::PivError;

/// The readers of the PC/SC service, in its order.
///
/// Errors: [`PivError::NoService`] where it does not run.
pub fn readers() -> Result<Vec<Reader>, PivError> {
    Ok(attached(&context()?)?.into_iter().map(|(_, reader)| reader).collect())
}

/// The way to the card in the reader with exactly this name.
pub(super) fn link(reader: &str) -> Result<Box<dyn Link>, PivError> {
    let context = context()?;
    let found = attached(&context)?.into_iter().find(|(_, found)| found.name == reader);
    let (name, _) = found.ok_or(PivError::ReaderGone)?;
    Ok(Box::new(PcscLink { context, name }))
}

fn context() -> Result<Context, PivError> {
    Context::establish(Scope::User).map_err(said)
}

fn attached(context: &Context) -> Result<Vec<(CString, Reader)>, PivError> {
    let names = context.list_readers_owned().map_err(said)?;
    let mut states: Vec<ReaderState> =
        names.iter().map(|name| ReaderState::new(name.clone(), State::UNAWARE)).collect();
    if !states.is_empty() {
        context.get_status_change(Duration::ZERO, &mut states).map_err(said)?;
    }
    let reader = |(name, state): (CString, &ReaderState)| {
        let has_card = state.event_state().contains(State::PRESENT);
        let shown = Reader { name: name.to_string_lossy().into_owned(), has_card };
        (name, shown)
    };
    Ok(names.into_iter().zip(&states).map(reader).collect())
}

/// The card in a reader. Each conversation is a connection and a transaction of its own.
struct PcscLink {
    context: Context,
    name: CString,
}

impl Link for PcscLink {
    fn converse(&self, end: End, talk: &mut Talk<'_>) -> Result<(), PivError> {
        let protocols = Protocols::T0 | Protocols::T1;
        let mut card = self.context.connect(&self.name, ShareMode::Shared, protocols).map_err(said)?;
        let protocol = card.status2_owned().map_err(said)?.protocol2();
        let transaction = card.transaction().map_err(said)?;
        let told = talk(&mut Conversation { transaction: &transaction, is_t0: protocol == Some(Protocol::T0) });
        let disposition = match end {
            End::Leave if told.is_ok() => Disposition::LeaveCard,
            End::Leave | End::Reset => Disposition::ResetCard,
        };
        let ended = transaction.end(disposition).map_err(|(_, error)| said(error));
        let left = card.disconnect(Disposition::LeaveCard).map_err(|(_, error)| said(error));
        // What went wrong first is what is told.
        told.and(ended).and(left)
    }
}

/// A transaction that carries commands.
struct Conversation<'t, 'c> {
    transaction: &'t Transaction<'c>,
    is_t0: bool,
}

impl Transmit for Conversation<'_, '_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, PivError> {
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        let answer = if self.is_t0 {
            self.transaction.transmit(for_t0(apdu).expose(), &mut buffer)
        } else {
            self.transaction.transmit(apdu, &mut buffer)
        };
        match answer.map_err(said)? {
            // Some drivers say so that nobody answered.
            [] => Err(PivError::CardRemoved),
            answer => Ok(answer.to_vec()),
        }
    }
}

/// What the service said, in our words.
fn said(error: Error) -> PivError {
    match error {
        Error::NoService | Error::ServiceStopped => PivError::NoService,
        Error::RemovedCard | Error::NoSmartcard | Error::NotTransacted | Error::CommError => PivError::CardRemoved,
        Error::ResetCard => PivError::CardReset,
        Error::ReaderUnavailable | Error::UnknownReader | Error::NoReadersAvailable => PivError::ReaderGone,
        Error::SharingViolation => PivError::InUse,
        other => PivError::Service { what: other.to_string() },
    }
}
