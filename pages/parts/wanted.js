// Where somebody wanted to go before they were asked to sign in. The provider sends everybody back to the first page;
// this tab remembers the address meanwhile. Only an address of this app is ever followed.
const WANTED = "pitchcheck.wanted";

function part({ data }) {
  if (data.remember) {
    const first = location.pathname.endsWith("/") && !location.search; // where the provider sends those refused, too
    if (!first) sessionStorage.setItem(WANTED, location.pathname + location.search);
    return;
  }
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  const address = wanted ? new URL(wanted, location.origin) : location;
  if (address.origin === location.origin && address.href !== location.href) location.replace(address.href);
}
