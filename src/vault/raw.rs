//! The few PKCS#11 calls that the client library cannot express: starting a
//! module with its own configuration text, mechanism lists with unknown
//! numbers, wrapping with `CKM_AES_KEY_WRAP_KWP`, and attributes that it has no
//! words for or whose value it would copy.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::path::Path;

use cryptoki::context::Function;
use cryptoki::error::{Error, Rv, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;
use cryptoki_sys::{
    CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_C_INITIALIZE_ARGS, CK_FUNCTION_LIST, CK_MECHANISM, CK_MECHANISM_TYPE,
    CK_OBJECT_HANDLE, CK_RV, CK_SLOT_ID, CK_ULONG, CKF_OS_LOCKING_OK, CKR_CRYPTOKI_ALREADY_INITIALIZED,
};

use super::embedded;

/// An attribute that the client library has no words for, or whose value it would copy.
#[derive(Clone, Copy)]
pub(super) enum Extra<'a> {
    /// Octets, read where they lie.
    Octets(CK_ATTRIBUTE_TYPE, &'a [u8]),
    /// Numbers.
    Numbers(CK_ATTRIBUTE_TYPE, &'a [CK_ULONG]),
}

/// By which mechanism a key is unwrapped.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    /// One without a parameter, by its number.
    Number(CK_MECHANISM_TYPE),
    /// One that the client library knows, with its parameter.
    Known(&'a Mechanism<'a>),
}

/// A module's function list, with what keeps its addresses valid.
pub(super) struct Functions {
    list: CK_FUNCTION_LIST,
    _library: Option<cryptoki_sys::Pkcs11>,
}

impl Functions {
    /// The functions of a module that is loaded from a file.
    pub(super) fn load(path: &Path) -> Result<Self, Error> {
        // SAFETY: loading runs the library's constructors; that it is the module
        // the operator named is all anybody can know before.
        let library = unsafe { cryptoki_sys::Pkcs11::new(path) }.map_err(Error::LibraryLoading)?;
        if library.C_GetFunctionList.is_err() {
            return Err(Error::MissingSymbol("C_GetFunctionList"));
        }
        let mut list = std::ptr::null_mut();
        // SAFETY: the symbol is there (checked above) and `list` lives through the call.
        check(unsafe { library.C_GetFunctionList(&mut list) }, Function::GetFunctionList)?;
        // SAFETY: PKCS#11 says that a successful call leaves a pointer to a static list.
        let list = *unsafe { list.as_ref() }.ok_or(Error::NullFunctionPointer)?;
        Ok(Functions { list, _library: Some(library) })
    }

    /// The functions of the embedded token.
    pub(super) fn embedded() -> Result<Self, Error> {
        let mut list: *mut kryoptic_lib::pkcs11::CK_FUNCTION_LIST = std::ptr::null_mut();
        check(embedded::shims::C_GetFunctionList(&mut list), Function::GetFunctionList)?;
        // SAFETY: the call left a pointer to a static list; both types are the
        // `CK_FUNCTION_LIST` of PKCS#11 2.40, laid out as C wants it.
        let list = *unsafe { list.cast::<CK_FUNCTION_LIST>().as_ref() }.ok_or(Error::NullFunctionPointer)?;
        Ok(Functions { list, _library: None })
    }

    /// `C_Initialize` with OS locking and the module's own configuration text.
    /// `Ok(false)`: it was initialised before (the embedded token still takes
    /// the text and adds the token that it names).
    pub(super) fn initialise(&self, configuration: Option<&str>) -> Result<bool, Error> {
        let text = configuration.map(CString::new).transpose().map_err(|_| Error::InvalidValue)?;
        let mut arguments = CK_C_INITIALIZE_ARGS { flags: CKF_OS_LOCKING_OK, ..CK_C_INITIALIZE_ARGS::default() };
        if let Some(text) = &text {
            arguments.pReserved = text.as_ptr().cast_mut().cast();
        }
        let initialise = self.list.C_Initialize.ok_or(Error::NullFunctionPointer)?;
        // SAFETY: `arguments` and the text that it points to live through the call;
        // modules that take such text copy it.
        match unsafe { initialise((&raw mut arguments).cast()) } {
            CKR_CRYPTOKI_ALREADY_INITIALIZED => Ok(false),
            other => check(other, Function::Initialize).map(|()| true),
        }
    }

    /// Every mechanism number of a slot.
    pub(super) fn mechanisms(&self, slot: u64) -> Result<Vec<CK_MECHANISM_TYPE>, Error> {
        let list = self.list.C_GetMechanismList.ok_or(Error::NullFunctionPointer)?;
        let mut count: CK_ULONG = 0;
        // SAFETY: a null list asks for the count alone; `count` lives through the call.
        check(unsafe { list(slot as CK_SLOT_ID, std::ptr::null_mut(), &mut count) }, Function::GetMechanismList)?;
        let mut mechanisms = vec![0; usize::try_from(count)?];
        // SAFETY: the buffer holds `count` numbers and both live through the call.
        let rv = unsafe { list(slot as CK_SLOT_ID, mechanisms.as_mut_ptr(), &mut count) };
        check(rv, Function::GetMechanismList)?;
        mechanisms.truncate(usize::try_from(count)?);
        Ok(mechanisms)
    }

    /// `C_WrapKey` with a mechanism that has no parameter, cut to the length the
    /// token says. The length is not asked for before: there are tokens that say
    /// one too short.
    pub(super) fn wrap(
        &self,
        session: &Session,
        mechanism: CK_MECHANISM_TYPE,
        wrapping: ObjectHandle,
        key: ObjectHandle,
    ) -> Result<Vec<u8>, Error> {
        let wrap = self.list.C_WrapKey.ok_or(Error::NullFunctionPointer)?;
        let mut mechanism = CK_MECHANISM { mechanism, pParameter: std::ptr::null_mut(), ulParameterLen: 0 };
        let mut out = vec![0; WRAPPED_MAX];
        let mut length = out.len() as CK_ULONG;
        // SAFETY: the buffer holds `length` octets and everything lives through the
        // call; the session is borrowed, and not Sync, so no other thread uses it now.
        let rv = unsafe {
            wrap(session.handle(), &mut mechanism, wrapping.handle(), key.handle(), out.as_mut_ptr(), &mut length)
        };
        check(rv, Function::WrapKey)?;
        out.truncate(usize::try_from(length)?);
        Ok(out)
    }

    /// `C_UnwrapKey`.
    pub(super) fn unwrap(
        &self,
        session: &Session,
        by: By<'_>,
        wrapping: ObjectHandle,
        wrapped: &[u8],
        template: &[Attribute],
        extra: &[Extra<'_>],
    ) -> Result<ObjectHandle, Error> {
        let unwrap = self.list.C_UnwrapKey.ok_or(Error::NullFunctionPointer)?;
        let mut mechanism = match by {
            By::Number(mechanism) => CK_MECHANISM { mechanism, pParameter: std::ptr::null_mut(), ulParameterLen: 0 },
            By::Known(mechanism) => mechanism.into(),
        };
        let mut template = laid_out(template, extra)?;
        let mut handle: CK_OBJECT_HANDLE = 0;
        // SAFETY: the template and the mechanism's parameter point into what is borrowed; the
        // token only reads them and `wrapped`; the session is borrowed and not Sync.
        let rv = unsafe {
            unwrap(
                session.handle(),
                &mut mechanism,
                wrapping.handle(),
                wrapped.as_ptr().cast_mut(),
                wrapped.len() as CK_ULONG,
                template.as_mut_ptr(),
                template.len() as CK_ULONG,
                &mut handle,
            )
        };
        check(rv, Function::UnwrapKey)?;
        // SAFETY: the token has just given this handle for this session.
        Ok(unsafe { ObjectHandle::new_from_raw(handle) })
    }

    /// `C_CreateObject`. The value of a secret key is given as an [`Extra`], so that no copy of it is made here.
    pub(super) fn create(
        &self,
        session: &Session,
        template: &[Attribute],
        extra: &[Extra<'_>],
    ) -> Result<ObjectHandle, Error> {
        let create = self.list.C_CreateObject.ok_or(Error::NullFunctionPointer)?;
        let mut template = laid_out(template, extra)?;
        let mut handle: CK_OBJECT_HANDLE = 0;
        // SAFETY: the template points into what is borrowed, and the token only reads it;
        // the session is borrowed and not Sync.
        let rv = unsafe { create(session.handle(), template.as_mut_ptr(), template.len() as CK_ULONG, &mut handle) };
        check(rv, Function::CreateObject)?;
        // SAFETY: the token has just given this handle for this session.
        Ok(unsafe { ObjectHandle::new_from_raw(handle) })
    }

    /// The numbers of an attribute that is a list of them; `None` where the token has no such attribute.
    pub(super) fn numbers(
        &self,
        session: &Session,
        object: ObjectHandle,
        attribute: CK_ATTRIBUTE_TYPE,
    ) -> Result<Option<Vec<CK_ULONG>>, Error> {
        const OCTETS: usize = size_of::<CK_ULONG>();
        let read = self.list.C_GetAttributeValue.ok_or(Error::NullFunctionPointer)?;
        let mut out = [0 as CK_ULONG; 64];
        let length = size_of_val(&out) as CK_ULONG;
        let mut wanted = CK_ATTRIBUTE { type_: attribute, pValue: out.as_mut_ptr().cast(), ulValueLen: length };
        // SAFETY: the buffer holds `length` octets and both live through the call; the
        // session is borrowed and not Sync.
        let rv = unsafe { read(session.handle(), object.handle(), &mut wanted, 1) };
        match check(rv, Function::GetAttributeValue) {
            Ok(()) => {}
            Err(Error::Pkcs11(RvError::AttributeTypeInvalid | RvError::AttributeSensitive, _)) => return Ok(None),
            Err(error) => return Err(error),
        }
        let octets = usize::try_from(wanted.ulValueLen)?;
        Ok(out.get(..octets / OCTETS).filter(|_| octets.is_multiple_of(OCTETS)).map(<[CK_ULONG]>::to_vec))
    }
}

/// A template as PKCS#11 wants it: pointers into what is borrowed.
fn laid_out(template: &[Attribute], extra: &[Extra<'_>]) -> Result<Vec<CK_ATTRIBUTE>, Error> {
    let mut laid_out: Vec<CK_ATTRIBUTE> = template.iter().map(CK_ATTRIBUTE::from).collect();
    for attribute in extra {
        let (type_, value, length) = match attribute {
            Extra::Octets(kind, octets) => (*kind, octets.as_ptr().cast_mut().cast(), octets.len()),
            Extra::Numbers(kind, numbers) => (*kind, numbers.as_ptr().cast_mut().cast(), size_of_val(*numbers)),
        };
        laid_out.push(CK_ATTRIBUTE { type_, pValue: value, ulValueLen: length.try_into()? });
    }
    Ok(laid_out)
}

/// Octets of the longest wrapped key: far more than an RSA-16384 key takes.
const WRAPPED_MAX: usize = 16 * 1024;

fn check(rv: CK_RV, function: Function) -> Result<(), Error> {
    match Rv::from(rv) {
        Rv::Ok => Ok(()),
        Rv::Error(error) => Err(Error::Pkcs11(error, function)),
    }
}
