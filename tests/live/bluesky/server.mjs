// A real Bluesky server (PDS) and its directory (PLC) on loopback. Prints its addresses as JSON, then serves until
// its standard input ends.
import dns from 'node:dns'
import net from 'node:net'

// The package listens on every interface; nothing of this may be reached from outside.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, { port, host: '127.0.0.1' }, ...rest) : listen.call(this, port, ...rest)
}

// The agency's own address, at which this server reads who wants people to sign in.
const lookup = dns.lookup
dns.lookup = (host, ...rest) => lookup(host === 'countersign.example.gov' ? '127.0.0.1' : host, ...rest)

const began = Date.now()
const { TestNetworkNoAppView } = await import('@atproto/dev-env')
const loaded = Date.now()
const network = await TestNetworkNoAppView.create({})
console.log(
  JSON.stringify({
    pds: `http://127.0.0.1:${network.pds.port}`,
    plc: `http://127.0.0.1:${network.plc.port}`,
    load_ms: loaded - began,
    start_ms: Date.now() - loaded,
  }),
)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
