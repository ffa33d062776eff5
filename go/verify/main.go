// Command verify checks a minute book in a folder with other people's code: the Go team's notes and logs.
// It shares nothing with Confederal but the file formats, and needs only Debian:
//
//	apt install golang-go golang-golang-x-mod-dev
//	GO111MODULE=off GOPATH=/usr/share/gocode go run go/verify/main.go FOLDER VKEY
//
// VKEY is the host's key, from a place you trust (book.json names it too). Checked are the host's signature, every
// entry against the signed tree, and every paper against its entry; the signatures inside the papers are not.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		data = append(data, must(os.ReadFile(f.path(t, "tile/8/", "tile/"))))
	}
	return data, nil
}

// path is where a tile lies, in our words for theirs.
func (f folder) path(t tlog.Tile, theirs, ours string) string {
	return filepath.Join(string(f), strings.Replace(t.Path(), theirs, ours, 1))
}

// papers gives the digest of each paper (number, salt in hex, envelope) kept for these entries.
func (f folder) papers(t tlog.Tile) map[int64][32]byte {
	found := map[int64][32]byte{}
	for _, kind := range []string{"papers/open", "papers/inner"} {
		text, _ := os.ReadFile(f.path(t, "tile/8/data", kind)) // open ones that are missing are missed below
		for _, line := range strings.SplitAfter(string(text), "\n") {
			var n int64
			var salt, envelope []byte
			if line != "" {
				fmt.Sscanf(line, "%d %x %s\n", &n, &salt, &envelope)
				again := fmt.Sprintf("%d %x %s\n", n, salt, envelope)
				need(again == line && found[n] == [32]byte{}, kind, "a line cannot be read")
				found[n] = sha256.Sum256(append(salt, envelope...))
			}
		}
	}
	return found
}

func need(ok bool, what, why any) {
	if !ok {
		fmt.Printf("FAIL %v: %v\n", what, why)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	need(err == nil, "book", err)
	return value
}

func main() {
	f, host := folder(os.Args[1]), must(note.NewVerifier(os.Args[2]))
	signed := must(note.Open(must(os.ReadFile(filepath.Join(string(f), "checkpoint"))), note.VerifierList(host)))
	var origin, root string
	var size, bound int64
	must(fmt.Sscanf(signed.Text, "%s\n%d\n%s\n", &origin, &size, &root))
	tree := tlog.TileHashReader(tlog.Tree{N: size, Hash: must(tlog.ParseHash(root))}, f)
	erased, _ := os.ReadFile(filepath.Join(string(f), "erasures"))
	for n, part := int64(0), (tlog.Tile{H: 8, L: -1, W: 256}); n < size; part.N++ {
		if size-n < 256 {
			part.W = int(size - n)
		}
		entries, papers := must(os.ReadFile(f.path(part, "tile/8/data", "tile/entries"))), f.papers(part)
		bound += int64(len(papers))
		need(len(entries) == 44*part.W, fmt.Sprint("entries from ", n), "the file has another length")
		for ; len(entries) > 0; n, entries = n+1, entries[44:] {
			entry, hash := fmt.Sprint("entry ", n), must(tree.ReadHashes([]int64{tlog.StoredHashIndex(0, n)}))[0]
			recorded := string(entries[:2]) == "\x00\x2a" && tlog.RecordHash(entries[2:44]) == hash
			need(recorded, entry, "it is not the one its host signed for")
			paper, here := papers[n]
			gone := strings.Contains("\n"+string(erased), fmt.Sprintf("\n%d ", n))
			need(here || gone || entries[3] == 1, entry, "its paper is missing")
			need(!here || string(paper[:]) == string(entries[12:44]), entry, "its paper is not the one that was recorded")
			delete(papers, n)
		}
		need(len(papers) == 0, fmt.Sprint("papers before ", n), "one belongs to none of the entries there")
	}
	fmt.Printf("OK %s: %d entries, %d papers\n", origin, size, bound)
}
