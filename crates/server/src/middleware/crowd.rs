//! How many may be here at once: connections, requests of one client, requests
//! under way. One machine that opens many connections, or sends its requests one
//! byte at a time, takes no place from others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::{Proxies, counted, is_this_machine};

/// Requests under way, at most. They share a few connections to the database:
/// more would only wait.
const AT_ONCE: usize = 512;
/// Requests of one client, at most, those that it is still sending included. A
/// whole town hall may be one client: each takes a moment.
const OF_CLIENT: usize = 64;
/// Connections of one client, at most, when it connects by itself: a browser
/// keeps six.
const OF_PEER: usize = 128;

/// Who is here.
#[derive(Debug)]
pub struct Crowd {
    inside: Arc<Semaphore>,
    connections: Arc<Semaphore>,
    clients: Arc<Tally>,
    peers: Arc<Tally>,
}

impl Crowd {
    /// Nobody yet; so many connections at most.
    #[must_use]
    pub fn new(connections: usize) -> Self {
        Self {
            inside: Arc::new(Semaphore::new(AT_ONCE)),
            connections: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))),
            clients: Tally::new(OF_CLIENT),
            peers: Tally::new(OF_PEER),
        }
    }

    /// A place for a request that is whole; none when all are taken.
    #[must_use]
    pub fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.inside.clone().try_acquire_owned().ok()
    }

    /// One request of a client, from its first byte to its answer; none when it
    /// has too many. Who asks from this machine is a proxy that nobody named, or
    /// who runs the site: all visitors at once.
    #[must_use]
    pub fn of_client(&self, client: &str) -> Option<Held> {
        if is_this_machine(client) { Some(Held::nothing()) } else { self.clients.take(client) }
    }

    /// A connection; none when there are too many, in all or from there. A
    /// proxy's are those of all its clients.
    #[must_use]
    pub fn connect(&self, peer: IpAddr, proxies: &Proxies) -> Option<Connected> {
        let one = self.connections.clone().try_acquire_owned().ok()?;
        let client = counted(peer);
        let counts = !is_this_machine(&client) && !proxies.trusts(peer);
        let of_peer = if counts { self.peers.take(&client)? } else { Held::nothing() };
        Some(Connected { _one: one, _of_peer: of_peer })
    }
}

/// A connection that is counted until it is dropped.
#[derive(Debug)]
pub struct Connected {
    _one: OwnedSemaphorePermit,
    _of_peer: Held,
}

/// How many each has, up to `most`.
#[derive(Debug)]
struct Tally {
    most: usize,
    each: Mutex<HashMap<String, usize>>,
}

impl Tally {
    fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, each: Mutex::default() })
    }

    fn take(self: &Arc<Self>, who: &str) -> Option<Held> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        let count = each.entry(who.to_owned()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Held(Some((self.clone(), who.to_owned()))))
    }

    fn give_back(&self, who: &str) {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = each.get_mut(who) {
            *count -= 1;
            if *count == 0 {
                each.remove(who);
            }
        }
    }
}

/// One of a tally, given back when dropped.
#[derive(Debug)]
pub struct Held(Option<(Arc<Tally>, String)>);

impl Held {
    const fn nothing() -> Self {
        Self(None)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some((tally, who)) = &self.0 {
            tally.give_back(who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_machine_opens_so_many_connections_and_others_still_can() {
        let (crowd, proxies) = (Crowd::new(1_000), Proxies::default());
        let mut open: Vec<_> = (0..OF_PEER)
            .map(|number| crowd.connect(address(&format!("2001:db8::{number:x}")), &proxies).expect("a connection"))
            .collect();
        assert!(crowd.connect(address("2001:db8::ffff"), &proxies).is_none(), "one /64 is one client");
        assert!(crowd.connect(address("2001:db8:0:1::1"), &proxies).is_some());
        open.pop();
        assert!(crowd.connect(address("2001:db8::ffff"), &proxies).is_some(), "a place was given back");
        drop(open);
        assert!(crowd.peers.each.lock().expect("the tally").is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_proxy_brings_the_connections_of_all_its_clients() {
        let proxies = Proxies::parse(&["10.0.0.0/8".to_owned()]).expect("a range");
        let crowd = Crowd::new(1_000);
        let open: Vec<_> = (0..500).map(|_| crowd.connect(address("10.0.0.1"), &proxies)).collect();
        assert!(open.iter().all(Option::is_some));
        let here: Vec<_> = (0..500).map(|_| crowd.connect(address("127.0.0.1"), &proxies)).collect();
        assert!(here.iter().all(Option::is_some));
        assert!(crowd.connect(address("203.0.113.1"), &proxies).is_none(), "that makes a thousand");
    }

    #[test]
    fn one_client_sends_so_many_requests_at_once() {
        let crowd = Crowd::new(1);
        let sent: Vec<_> = (0..OF_CLIENT).map(|_| crowd.of_client("203.0.113.1").expect("one more")).collect();
        assert!(crowd.of_client("203.0.113.1").is_none());
        assert!(crowd.of_client("203.0.113.2").is_some());
        assert!(crowd.of_client("local").is_some() && crowd.of_client("127.0.0.1").is_some());
        drop(sent);
        assert!(crowd.of_client("203.0.113.1").is_some());
    }
}
