// Times the Go team's tlog and note packages on a log folder that lies on the disk.
//
// Usage: bench LOGDIR VKEY REPEATS
//
// Prints one JSON object: seconds of a full rebuild (all hashes and tiles from the entries), of a full check (reading
// every file, the same rebuild, comparing every tile and the root of the signed checkpoint), and of one append, one
// inclusion proof and one consistency proof, each the mean of REPEATS.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// hashes keeps every stored hash of the log in memory.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = h[index]
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func path(dir string, tile tlog.Tile) string {
	name := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	return filepath.Join(dir, strings.Replace(name, "tile/8/", "tile/", 1))
}

func readEntries(dir string, size int64) [][]byte {
	var entries [][]byte
	for start := int64(0); start < size; start += 1 << tileHeight {
		width := size - start
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		data, err := os.ReadFile(path(dir, tlog.Tile{H: tileHeight, L: -1, N: start >> tileHeight, W: int(width)}))
		must(err)
		for len(data) > 0 {
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:end])
			data = data[end:]
		}
	}
	return entries
}

// published returns the tiles that a log of this size has: of those in the making, which NewTiles also names, the widest.
func published(before, size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for _, tile := range tlog.NewTiles(tileHeight, before, size) {
		if tile.W == 1<<tileHeight || tile.N<<tileHeight+int64(tile.W) == size>>(uint(tile.L)*tileHeight) {
			tiles = append(tiles, tile)
		}
	}
	return tiles
}

// rebuild returns all stored hashes and the data of every tile.
func rebuild(entries [][]byte) (hashes, map[tlog.Tile][]byte) {
	stored := make(hashes, 0, 2*len(entries))
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		must(err)
		stored = append(stored, more...)
	}
	tiles := map[tlog.Tile][]byte{}
	for _, tile := range published(0, int64(len(entries))) {
		data, err := tlog.ReadTileData(tile, stored)
		must(err)
		tiles[tile] = data
	}
	return stored, tiles
}

func openCheckpoint(dir, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

func check(dir, vkey string) {
	tree := openCheckpoint(dir, vkey)
	stored, tiles := rebuild(readEntries(dir, tree.N))
	root, err := tlog.TreeHash(tree.N, stored)
	must(err)
	if root != tree.Hash {
		must(fmt.Errorf("another root"))
	}
	for tile, expected := range tiles {
		data, err := os.ReadFile(path(dir, tile))
		must(err)
		if !bytes.Equal(data, expected) {
			must(fmt.Errorf("another tile: %s", tile.Path()))
		}
	}
}

func main() {
	dir, vkey := os.Args[1], os.Args[2]
	repeats, err := strconv.Atoi(os.Args[3])
	must(err)
	tree := openCheckpoint(dir, vkey)
	entries := readEntries(dir, tree.N)
	found := map[string]float64{}

	start := time.Now()
	stored, _ := rebuild(entries)
	found["rebuild"] = time.Since(start).Seconds()

	start = time.Now()
	check(dir, vkey)
	found["check"] = time.Since(start).Seconds()

	source := rand.New(rand.NewSource(1))
	mean := func(work func()) float64 {
		start := time.Now()
		for i := 0; i < repeats; i++ {
			work()
		}
		return time.Since(start).Seconds() / float64(repeats)
	}
	found["append"] = mean(func() {
		more, err := tlog.StoredHashes(tree.N, entries[0], stored)
		must(err)
		grown := append(stored, more...)
		_, err = tlog.TreeHash(tree.N+1, grown)
		must(err)
		for _, tile := range published(tree.N, tree.N+1) {
			_, err = tlog.ReadTileData(tile, grown)
			must(err)
		}
	})
	found["inclusion"] = mean(func() {
		_, err := tlog.ProveRecord(tree.N, source.Int63n(tree.N), stored)
		must(err)
	})
	found["consistency"] = mean(func() {
		_, err := tlog.ProveTree(tree.N, 1+source.Int63n(tree.N-1), stored)
		must(err)
	})
	must(json.NewEncoder(os.Stdout).Encode(found))
}
