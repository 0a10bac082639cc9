use rustix::process::{Resource, Rlimit, setrlimit};

/// A core file of this process would hold the root key. None is written, whatever the system's settings; a handler
/// named in `core_pattern` is given the limit, too, and the usual ones keep to it.
pub fn no_core_files() {
    let nothing = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, nothing) {
        tracing::warn!(%error, "core files could not be switched off: whoever gets one has the root key");
    }
}
