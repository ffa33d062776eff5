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
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		data = append(data, f.read("tile/"+strconv.Itoa(t.L), t.N, t.W))
	}
	return data, nil
}

func (f folder) read(kind string, n int64, width int) []byte {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	data, err := os.ReadFile(filepath.Join(string(f), kind, name))
	need(err == nil || strings.HasPrefix(kind, "papers"), kind+"/"+name, err)
	return data
}

func need(ok bool, where string, why any) {
	if !ok {
		fmt.Printf("FAIL %s: %v\n", where, why)
		os.Exit(1)
	}
}

// papers gives the digest of each paper (number, salt in hex, envelope) kept for these entries.
func (f folder) papers(first int64, width int) map[int64][32]byte {
	found := map[int64][32]byte{}
	for _, kind := range []string{"papers/open", "papers/inner"} {
		for _, line := range strings.SplitAfter(string(f.read(kind, first/256, width)), "\n") {
			if part := strings.SplitN(line, " ", 3); line != "" {
				n, err := strconv.ParseInt(part[0], 10, 64)
				_, twice := found[n]
				good := err == nil && len(part) == 3 && n >= first && n < first+int64(width) && !twice && strings.HasSuffix(line, "\n")
				need(good, fmt.Sprintf("%s from entry %d", kind, first), "a line cannot be read")
				salt, err := hex.DecodeString(part[1])
				need(err == nil, fmt.Sprint("entry ", n), "the salt cannot be read")
				found[n] = sha256.Sum256([]byte(string(salt) + strings.TrimSuffix(part[2], "\n")))
			}
		}
	}
	return found
}

func main() {
	f := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	need(err == nil, "key", err)
	text, _ := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	signed, err := note.Open(text, note.VerifierList(verifier))
	need(err == nil, "checkpoint", err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	need(err == nil, "checkpoint", err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	need(err == nil && len(root) == 32, "checkpoint", "the root cannot be read")
	tree := tlog.TileHashReader(tlog.Tree{N: size, Hash: *(*tlog.Hash)(root)}, f)
	erased, _ := os.ReadFile(filepath.Join(string(f), "erasures"))
	var papers map[int64][32]byte
	var entries []byte
	bound := 0
	for n := int64(0); n < size; n++ {
		if n%256 == 0 {
			width := 256
			if size-n < 256 {
				width = int(size - n)
			}
			entries, papers = f.read("tile/entries", n/256, width), f.papers(n, width)
			need(len(entries) == 44*width, fmt.Sprint("entries from ", n), "the file has another length")
		}
		number, entry := strconv.FormatInt(n, 10), entries[n%256*44:][:44]
		hashes, err := tree.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		need(err == nil, "entry "+number, err)
		recorded := entry[0] == 0 && entry[1] == 42 && tlog.RecordHash(entry[2:]) == hashes[0]
		need(recorded, "entry "+number, "it is not the one its host signed for")
		if paper, here := papers[n]; here {
			need(bytes.Equal(paper[:], entry[12:]), "entry "+number, "its paper is not the one that was recorded")
			bound++
		} else if entry[3] == 0 {
			need(bytes.Contains(append([]byte("\n"), erased...), []byte("\n"+number+" ")), "entry "+number, "its paper is missing")
		}
	}
	fmt.Printf("OK %s: %d entries, %d papers\n", lines[0], size, bound)
}
