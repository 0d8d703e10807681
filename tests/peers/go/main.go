// Checks a tlog-tiles folder with the Go team's own note and tlog packages.
//
// Usage: driver LOGDIR VKEY
//
// It opens the newest and every published checkpoint, reads the tiles, re-derives every root, proves that every
// entry of the bundles is included, and that each published checkpoint extends the one before it. Exit status 0 says
// that all of this held; 1 comes with the reason. Nothing but the path names is ours: the packages name tiles
// "tile/8/L/N", the files are "tile/L/N".
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// folder serves the tiles of a log from its files.
type folder string

func (f folder) Height() int { return tileHeight }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path, len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

// openCheckpoint returns the verified tree head in a file.
func openCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %v", path, err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("%s: not a checkpoint of %s", path, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: size: %v", path, err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("%s: root", path)
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// published returns the checkpoints by size.
func published(dir string, verifier note.Verifier) ([]tlog.Tree, error) {
	files, err := os.ReadDir(filepath.Join(dir, "checkpoints"))
	if err != nil {
		return nil, err
	}
	var trees []tlog.Tree
	for _, file := range files {
		tree, err := openCheckpoint(filepath.Join(dir, "checkpoints", file.Name()), verifier)
		if err != nil {
			return nil, err
		}
		if file.Name() != strconv.FormatInt(tree.N, 10) {
			return nil, fmt.Errorf("checkpoints/%s is for size %d", file.Name(), tree.N)
		}
		trees = append(trees, tree)
	}
	sort.Slice(trees, func(i, j int) bool { return trees[i].N < trees[j].N })
	return trees, nil
}

// bundle returns the entries of one bundle file.
func bundle(dir string, index, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: tileHeight, L: -1, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: cut off", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s: %d entries", path, len(entries))
	}
	return entries, nil
}

func proveEntries(dir string, tree tlog.Tree) error {
	reader := tlog.TileHashReader(tree, folder(dir))
	for start := int64(0); start < tree.N; start += tileWidth {
		width := tree.N - start
		if width > tileWidth {
			width = tileWidth
		}
		entries, err := bundle(dir, start/tileWidth, width)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			index := start + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, reader)
			if err != nil {
				return fmt.Errorf("entry %d: %v", index, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	return nil
}

func proveHistory(dir string, trees []tlog.Tree) error {
	for i, tree := range trees {
		reader := tlog.TileHashReader(tree, folder(dir))
		root, err := tlog.TreeHash(tree.N, reader)
		if err != nil || root != tree.Hash {
			return fmt.Errorf("size %d: root: %v", tree.N, err)
		}
		if i == 0 {
			continue
		}
		old := trees[i-1]
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		if err != nil {
			return fmt.Errorf("sizes %d and %d: %v", old.N, tree.N, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return fmt.Errorf("sizes %d and %d: %v", old.N, tree.N, err)
		}
	}
	return nil
}

func run(dir, vkey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	newest, err := openCheckpoint(filepath.Join(dir, "checkpoint"), verifier)
	if err != nil {
		return err
	}
	trees, err := published(dir, verifier)
	if err != nil {
		return err
	}
	if len(trees) == 0 || trees[len(trees)-1] != newest {
		return fmt.Errorf("the newest checkpoint is not the last published one")
	}
	if err := proveHistory(dir, trees); err != nil {
		return err
	}
	if err := proveEntries(dir, newest); err != nil {
		return err
	}
	fmt.Printf("ok: %d entries, %d checkpoints\n", newest.N, len(trees))
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: driver LOGDIR VKEY")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
